// Walking the parser's commands and options; see manual.h.
#include "cli/manual.h"

#include <fmt/format.h>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <sstream>
#include <vector>

namespace sigconform::cli {
namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

// Text of roff: no character of it is an instruction.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n')) {
      out += "\\&";
      out += c;
    } else {
      out += c;
    }
  }
  return out;
}

// As it stands, line by line.
std::string verbatim(const std::string& text) { return text.empty() ? "" : ".nf\n" + roff(text) + "\n.fi\n"; }

// "-o, --out DIR", or the name of what is given without an option.
std::string title_of(const CLI::Option& option) {
  std::string names;
  std::istringstream all(option.get_name(false, true));
  for (std::string name; std::getline(all, name, ',');) names += (names.empty() ? "" : ", ") + name;
  if (option.get_positional()) names = option.get_name(true);
  const std::string type = option.get_type_size() == 0 || option.get_positional() ? "" : option.get_type_name();
  return type.empty() ? names : names + " " + type;
}

std::string options_of(const CLI::App& app) {
  std::string out;
  for (const CLI::Option* option : app.get_options()) {
    if (option == app.get_help_ptr()) continue;
    std::string text = option->get_description();
    if (!option->get_default_str().empty()) text += fmt::format(" (default: {})", option->get_default_str());
    out += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(title_of(*option)), roff(text));
  }
  return out;
}

std::string words_of(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, " ")); }

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

}  // namespace

std::string manual_page(const CLI::App& app) {
  std::string page = fmt::format(
      ".TH {0} 1 \"\" \"{1}\" \"\"\n.SH NAME\n{0} \\- {2}\n.SH SYNOPSIS\n.B {0}\n\\fICOMMAND\\fR "
      "[\\fIOPTION\\fR...]\n",
      roff(app.get_name()), roff(app.version()), roff("does this system's handling of signals conform to Linux?"));
  page += ".SH OPTIONS\n" + options_of(app) + ".SH COMMANDS\n";
  for (const CLI::App* command : commands_of(app)) {
    page += fmt::format(".SS {}\n{}\n", roff(command->get_name()), roff(command->get_description()));
    page += options_of(*command) + (command->get_footer().empty() ? "" : ".PP\n") + verbatim(command->get_footer());
  }
  return page + ".SH EXIT STATUS\n" + verbatim(app.get_footer());
}

std::string bash_completion(const CLI::App& app) {
  std::vector<std::string> names;
  std::string cases;
  for (const CLI::App* command : commands_of(app)) {
    names.push_back(command->get_name());
    cases += fmt::format("    {}) words='{}' ;;\n", command->get_name(), words_of(option_names(*command)));
  }
  return fmt::format(
      "# bash completion for {0}, made by `{0} completion`\n"
      "_{0}() {{\n"
      "  local words current=${{COMP_WORDS[COMP_CWORD]}}\n"
      "  case ${{COMP_WORDS[1]}} in\n"
      "{1}"
      "    *) words='{2} {3}' ;;\n"
      "  esac\n"
      "  if [[ $COMP_CWORD -eq 1 ]]; then words='{2} {3}'; fi\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "}}\n"
      "complete -o default -F _{0} {0}\n",
      app.get_name(), cases, words_of(names), words_of(option_names(app)));
}

}  // namespace sigconform::cli
