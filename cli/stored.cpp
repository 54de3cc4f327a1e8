// Reading what is stored; see stored.h.
#include "cli/stored.h"

#include "cli/files.h"
#include "cli/results.h"
#include "cli/status.h"
#include "reports/json_reader.h"

#include <fmt/format.h>
#include <filesystem>

namespace sigconform::cli {
namespace {

namespace fs = std::filesystem;

bool is_there(const std::string& file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored);
}

[[noreturn]] void refuse_file(const std::string& wanted_by, const std::string& file, const std::string& why,
                              std::string_view command) {
  throw UsageError(fmt::format("{}: {}: {}; {} writes it, and this version reads what it wrote itself", wanted_by, file,
                               why, command));
}

// The subjects in the order of matrix.json, which says why some were not run; the others have folders here.
Stored read_matrix(const std::string& wanted_by, const std::string& folder) {
  const std::string file = fmt::format("{}/{}.json", folder, kMatrixFile);
  std::variant<Stored, std::string> parsed = read_json(read_file(file, kResultBytesMax), [&](const JsonReader& root) {
    Stored out{folder, true, {}, {}};
    for (const JsonReader& each : root.at("subjects").list()) {
      StoredSubject subject{each.at("name").text(), {}, {}};
      if (each.has("folder")) {
        const fs::path below = fs::path(each.at("folder").text()).filename();
        subject.stored = read_stored_run(wanted_by, (fs::path(folder) / below).string());
      } else {
        subject.why_not = each.at("why").text();
      }
      out.subjects.push_back(std::move(subject));
    }
    return out;
  });
  if (const auto* wrong = std::get_if<std::string>(&parsed))
    refuse_file(wanted_by, file, *wrong, "sigconform matrix --out");
  return std::get<Stored>(std::move(parsed));
}

}  // namespace

StoredRun read_stored_run(const std::string& wanted_by, const std::string& folder) {
  const std::string file = fmt::format("{}/{}", folder, kStoredRunFile);
  if (!is_there(file))
    throw UsageError(
        fmt::format("{}: {}: there is no {}; name the --out of a sigconform run", wanted_by, folder, kStoredRunFile));
  std::variant<StoredRun, std::string> parsed = parse_stored_run(read_file(file, kResultBytesMax));
  if (const auto* wrong = std::get_if<std::string>(&parsed))
    refuse_file(wanted_by, file, *wrong, "sigconform run --out");
  auto stored = std::get<StoredRun>(std::move(parsed));
  stored.run.folder = folder;  // where its files are now
  return stored;
}

Stored read_stored(const std::string& wanted_by, const std::string& folder) {
  if (is_there(fmt::format("{}/{}.json", folder, kMatrixFile))) return read_matrix(wanted_by, folder);
  const std::string check = fmt::format("{}/{}", folder, kStoredCheckFile);
  if (is_there(check)) {
    std::variant<StoredCheck, std::string> parsed = parse_stored_check(read_file(check, kResultBytesMax));
    if (const auto* wrong = std::get_if<std::string>(&parsed))
      refuse_file(wanted_by, check, *wrong, "sigconform check --out");
    return {folder, false, {}, std::get<StoredCheck>(std::move(parsed))};
  }
  if (!is_there(fmt::format("{}/{}", folder, kStoredRunFile)))
    throw UsageError(
        fmt::format("{}: {}: nothing is stored there, neither {} nor {}.json nor {}; name the --out of a "
                    "sigconform run, matrix or check",
                    wanted_by, folder, kStoredRunFile, kMatrixFile, kStoredCheckFile));
  StoredRun stored = read_stored_run(wanted_by, folder);
  std::string name = stored.run.subject;
  return {folder, false, {{std::move(name), {}, std::move(stored)}}, {}};
}

}  // namespace sigconform::cli
