// The text form of scenarios and operations, derived from the list of operations. It must not know what a scenario
// may hold, nor how observations look (text_observation.cpp).
#include "model/field_words.h"
#include "model/reflection.h"
#include "model/text.h"

namespace sigconform {
namespace {

inline constexpr std::size_t kUsualLine = 48;  // bytes; one allocation serves most scenarios
// A joined step's '+' ends where the actor's name ends, so that the operations stand in one column.
inline constexpr std::string_view kJoinedMargin = "     + ";

void append(std::string& out, const Operation& operation) {
  out += name_of(operation);
  std::visit(
      [&](const auto& op) {
        reflection::for_each_field(op, [&](std::string_view, const auto& field) {
          out += ' ';
          append_field<std::remove_cvref_t<decltype(op)>>(out, field);
        });
      },
      operation);
}

void append(std::string& out, ProcessId self, const ProcessLayout& process) {
  out += "process ";
  append_word(out, self);
  if (process.parent != kInit) {
    out += " parent ";
    append_word(out, process.parent);
  }
  out += " user u";
  out += std::to_string(process.user);
  if (process.threads != 1) out.append(" threads ").append(std::to_string(process.threads));
  if (process.capable) out += " capable";
  out += '\n';
}

void append(std::string& out, const Step& step) {
  if (step.joined) {
    out += kJoinedMargin;
  } else {
    append_word(out, step.actor.process);
    out += '.';
    append_word(out, step.actor.thread);
    out += "  ";
  }
  append(out, step.operation);
  out += '\n';
}

template <typename Word>
std::string word(Word value) {
  std::string text;
  append_word(text, value);
  return text;
}

}  // namespace

std::string to_text(const Scenario& scenario) {
  std::string text;
  text.reserve(kUsualLine * (scenario.processes.size() + scenario.steps.size() + 2));
  text += "sigconform scenario 1\n";
  for (std::size_t i = 0; i < scenario.processes.size(); ++i)
    append(text, ProcessId{static_cast<std::uint8_t>(i + 1)}, scenario.processes[i]);
  if (!scenario.steps.empty()) text += '\n';
  for (const Step& step : scenario.steps) append(text, step);
  return text;
}

std::string to_text(const Operation& operation) {
  std::string text;
  append(text, operation);
  return text;
}

std::string to_text(Signo signal) { return word(signal); }
std::string to_text(SignalSet set) { return word(set); }

std::string to_text(const ParseError& error) {
  return "line " + std::to_string(error.line) + ", column " + std::to_string(error.column) + ": " + error.message;
}

}  // namespace sigconform
