// coverage.json and the example files; see coverage.h.
#include "cli/coverage.h"

#include "cli/files.h"
#include "cli/options.h"
#include "cli/status.h"
#include "properties/example.h"

#include <fmt/format.h>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace sigconform::cli {
namespace {

namespace fs = std::filesystem;

}  // namespace

void write_coverage(const RunDescription& run, const CampaignResult& result) {
  make_folder("sigconform run: --out", run.folder + "/" + kExamplesFolder);
  for (std::size_t i = 0; i < kRules; ++i) {
    const auto rule = static_cast<Rule>(i);
    const Scenario& example = result.examples.of(rule);
    if (!example.steps.empty())
      write_whole(run.folder + "/" + example_file(rule), example_text(rule, example), Lasting::kSoon);
  }
  write_whole(run.folder + "/" + kCoverageFile, coverage_json(run, result).dump(2) + "\n");
}

void remove_coverage(const std::string& folder) {
  std::error_code ignored;
  fs::remove(fs::path(folder) / kCoverageFile, ignored);
  for (std::size_t i = 0; i < kRules; ++i) fs::remove(fs::path(folder) / example_file(static_cast<Rule>(i)), ignored);
  const fs::path examples = fs::path(folder) / kExamplesFolder;
  if (fs::is_directory(fs::symlink_status(examples, ignored))) fs::remove(examples, ignored);  // when it is empty
}

CoverageRecord read_coverage(const std::string& folder) {
  const std::string file = folder + "/" + kCoverageFile;
  const std::string mend = fmt::format("; sigconform run --out {} writes it when it ends", folder);
  std::string text;
  try {
    text = read_file(file);
  } catch (const UsageError& error) {
    throw UsageError(error.what() + mend);
  }
  std::variant<CoverageRecord, std::string> parsed = parse_coverage(text);
  if (const auto* wrong = std::get_if<std::string>(&parsed))
    throw UsageError(
        fmt::format("sigconform: {}: this is not the coverage of a run of this version: {}{}", file, *wrong, mend));
  return std::get<CoverageRecord>(std::move(parsed));
}

Scenario read_example(const std::string& folder, const CoverageRecord& record, Rule rule) {
  const std::string file = folder + "/" + example_file(rule);
  const std::string mend = fmt::format("; sigconform run --out {} writes it when it ends", folder);
  Scenario example;
  try {
    example = read_scenario(file);
  } catch (const UsageError& error) {
    throw UsageError(error.what() + mend);
  }
  const std::size_t steps = record.rules[static_cast<std::size_t>(rule)].steps;
  if (example.steps.size() != steps || first_applied(rule, example, dialect_of(record)) != steps - 1)
    throw UsageError(fmt::format("sigconform: {}: this is not the example of {} that {} names{}", file, id_of(rule),
                                 kCoverageFile, mend));
  return example;
}

Dialect dialect_of(const CoverageRecord& record) {
  ModelOptions model;
  model.dialect = record.dialect;
  for (const NamedText& setting : record.settings)
    model.settings.push_back({find_variation_point(setting.name), setting.text == "on"});
  model.falsified = record.falsified;
  return model.values();
}

}  // namespace sigconform::cli
