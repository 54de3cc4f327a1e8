// Options of the model; see parse_model.h.
#include "cli/parse_model.h"

#include "cli/files.h"
#include "cli/status.h"
#include "model/dialect_text.h"
#include "model/spelling.h"

#include <fmt/format.h>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace sigconform::cli {
namespace {

std::vector<std::string_view> dialect_names(bool with_auto) {
  std::vector<std::string_view> names;
  if (with_auto) names.push_back(kAutoDialect);
  for (const NamedDialect& dialect : version_dialects()) names.push_back(dialect.name);
  names.push_back(kPosixDialect);
  return names;
}

void check_dialect(const std::string& option, const std::string& name, bool with_auto) {
  if (find_dialect(name) || (with_auto && name == kAutoDialect)) return;
  refuse(option, fmt::format("one of {}", fmt::join(dialect_names(with_auto), ", ")), name);
}

const VariationPoint& point_named(const std::string& option, std::string_view id, std::string_view list) {
  if (const VariationPoint* point = find_variation_point(id); point != nullptr) return *point;
  std::vector<std::string_view> ids;
  for (const VariationPoint& point : variation_points()) ids.push_back(point.id);
  const std::string_view near = nearest(id, ids.data(), ids.size());
  throw CLI::ValidationError(option, fmt::format("there is no '{}'{}; sigconform {} lists what there is", id,
                                                 near.empty() ? "" : fmt::format(", did you mean '{}'?", near), list));
}

PointSetting setting_named(const std::string& text) {
  const auto setting = parse_setting(text);
  if (const auto* why = std::get_if<std::string>(&setting)) throw CLI::ValidationError("--set", *why);
  return std::get<PointSetting>(setting);
}

// Whether the user means a file: no dialect has such a name.
bool names_file(std::string_view text) { return text.find('/') != text.npos || text.ends_with(".dialect"); }

DialectText read_dialect(const std::string& file) {
  auto parsed = parse_dialect(read_file(file));
  if (const auto* error = std::get_if<ParseError>(&parsed))
    throw UsageError(fmt::format("{}:{}:{}: {}", file, error->line, error->column, error->message));
  return std::get<DialectText>(std::move(parsed));
}

}  // namespace

[[noreturn]] void refuse(const std::string& option, std::string_view expected, std::string_view found) {
  throw CLI::ValidationError(option, fmt::format("expected {}, found '{}'", expected, found));
}

void one_each(CLI::Option& option) {
  constexpr int kAnyNumber = -1;  // any bound, and CLI11 takes for values what follows the first
  option.expected(1, kAnyNumber)->allow_extra_args(false);
}

void several(CLI::Option& option, const std::string& type) { one_each(*option.type_name(type)->delimiter(',')); }

void add_model(CLI::App& app, ModelOptions& model) {
  const bool with_auto = model.dialect == kAutoDialect;
  app.add_option_function<std::string>(
         "--dialect",
         [&model, with_auto](const std::string& text) {
           if (names_file(text)) {
             const DialectText read = read_dialect(text);
             model.dialect = read.like;
             model.settings = read.settings;
             return;
           }
           check_dialect("--dialect", text, with_auto);
           model.dialect = text;
         },
         with_auto ? "the rules to hold the subject to; auto: those of its release, or what its probes see (sigconform "
                     "dialects); a "
                     "file that a run wrote"
                   : "the rules to hold a system to (sigconform dialects); a file that a run wrote")
      ->type_name("NAME|FILE")
      ->default_str(model.dialect);
  several(*app.add_option_function<std::vector<std::string>>(
              "--set",
              [&model](const std::vector<std::string>& texts) {
                for (const std::string& text : texts) model.settings.push_back(setting_named(text));
              },
              "give this variation point another value than the dialect gives it, as a report says (sigconform "
              "dialects)"),
          "ID=on|off");
  several(*app.add_option_function<std::vector<std::string>>(
              "--falsify",
              [&model](const std::vector<std::string>& ids) {
                for (const std::string& id : ids) (void)point_named("--falsify", id, "rules --falsifiable");
                model.falsified = ids;
              },
              "take this rule away from the model, to see that its loss is noticed (sigconform rules --falsifiable)"),
          "ID");
}

void add_points(CLI::App& app, std::vector<std::string>& points) {
  several(*app.add_option_function<std::vector<std::string>>(
              "--point",
              [&points](const std::vector<std::string>& ids) {
                for (const std::string& id : ids) (void)point_named("--point", id, "rules --falsifiable");
                points = ids;
              },
              "this variation point only (sigconform rules --falsifiable)"),
          "ID");
}

void add_diff(CLI::App& app, std::vector<std::string>& names) {
  app.add_option_function<std::vector<std::string>>(
         "--diff",
         [&names](const std::vector<std::string>& given) {
           for (const std::string& name : given) check_dialect("--diff", name, false);
           names = given;
         },
         "what tells the two apart, each with a scenario")
      ->type_name("NAME")
      ->expected(2);
}

}  // namespace sigconform::cli
