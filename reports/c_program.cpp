// Puts the reproducer together: an opening comment for the reader, the words of c_runtime.c, the scenario with its
// tables of allowed events, and the rest of c_runtime.c. It must not know single operations (c_operation.h).
#include "reports/c_program.h"

#include "model/text.h"
#include "reports/c_operation.h"
#include "reports/c_runtime.h"
#include "reports/c_spelling.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace sigconform {

namespace {

constexpr std::size_t kCommentWidth = 110;

// ---- the opening comment

// " * " lines, broken at spaces; later lines are indented by `indent`.
std::string comment_lines(std::string_view text, std::size_t indent) {
  std::string lines;
  std::string line;
  const auto flush = [&] {
    while (!line.empty() && line.back() == ' ') line.pop_back();
    lines += line.empty() ? " *\n" : " * " + line + "\n";
    line.assign(indent, ' ');
  };
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find_first_of(" \n", begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    if (line.size() > indent && line.size() + word.size() > kCommentWidth) flush();
    line += word;
    if (end < text.size() && text[end] == '\n') {
      flush();
    } else {
      line += ' ';
    }
    begin = end + 1;
  }
  flush();
  return lines;
}

std::string field(const char* title, const std::string& text) {
  return text.empty() ? std::string() : comment_lines(title + c_comment(text), 10);
}

std::string opening(const Scenario& scenario, const CProgramOptions& options) {
  std::string title = options.title.empty() ? "Signals: what this system does and what is allowed" : options.title;
  std::replace(title.begin(), title.end(), '\n', ' ');
  std::string text = "/*" + comment_lines(c_comment(title), 0).substr(2) + " *\n";
  const std::string rule =
      options.rule + (options.rule.empty() || options.sentence.empty() ? "" : ": ") + options.sentence;
  const std::string fields =
      field("rule      ", rule) + field("sources   ", options.sources) + field("seen on   Linux ", options.kernel);
  if (!fields.empty()) text += fields + " *\n";
  text += " * The scenario, in sigconform's text form:\n *\n";
  std::string_view lines;
  const std::string written = c_comment(to_text(scenario));
  for (lines = written; !lines.empty();) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    text += end == 0 ? " *\n" : " *     " + std::string(lines.substr(0, end)) + "\n";
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return text +
         " *\n"
         " * To compile and run, as root:  cc -o reproducer reproducer.c && sudo ./reproducer\n"
         " * It exits with 0 when the system conforms, with 1 when it does not, after printing where it leaves what "
         "is\n"
         " * allowed, and with 2 when it could not be run here, after printing why. It performs the steps in threads "
         "of a\n"
         " * PID namespace of its own, and leaves nothing behind.\n"
         " */\n";
}

// ---- the scenario

std::string layout_table(const Layout& layout) {
  std::string text = "/* {parent, user, holds CAP_KILL and CAP_SETUID, threads}: P1, P2, ... */\n";
  text += "static const struct process layout[] = {";
  for (const ProcessLayout& p : layout) {
    text += "{" + c_name(PidName::of(p.parent)) + ", U" + std::to_string(p.user) + ", " + (p.capable ? "1" : "0") +
            ", " + std::to_string(p.threads) + "}, ";
  }
  return text + "{0}};\n";
}

std::string step_table(const Scenario& scenario) {
  std::string text = "static const struct step steps[] = {\n";
  for (const Step& step : scenario.steps) {
    text += std::string("    {") + c_thread(step.actor) + ", '" +
            static_cast<char>(c_call(step.operation, step.actor).result) + "', " + (step.joined ? "1" : "0") + ", " +
            c_string(to_text(step.operation)) + "},\n";
  }
  return text + "    {0},\n};\n";
}

std::string perform_function(const Scenario& scenario) {
  std::string text = "static long perform(int step, struct scratch* s) {\n  (void)s;\n  switch (step) {\n";
  for (std::size_t i = 0; i < scenario.steps.size(); ++i) {
    const Step& step = scenario.steps[i];
    text += "    /* " + c_thread(step.actor) + " */ case " + std::to_string(i) + ": return " +
            c_call(step.operation, step.actor).expression + ";\n";
  }
  return text + "  }\n  return -ENOSYS;\n}\n";
}

// ---- what is allowed

// ", .name = value"
std::string member(const char* name, const std::string& value) { return std::string(", .") + name + " = " + value; }
std::string member_unless_zero(const char* name, std::int64_t value) {
  return value == 0 ? std::string() : member(name, c_long(value));
}
std::string member_unless_empty(const char* name, SignalSet set) {
  return set.empty() ? std::string() : member(name, c_set(set));
}

std::string siginfo_members(const SignalInfo& info) {
  const bool has_address = info.address != FaultAddress::kNone;
  const bool something = info.code != 0 || info.pid != PidName{} || info.uid != kRoot || has_address;
  std::string text = member_unless_zero("error", info.error);
  if (something) {
    text += member("code", c_code({info.code}, {info.signo})) + member("pid", c_name(info.pid)) +
            member("uid", c_user(info.uid));
  }
  if (has_address) text += member("address", c_fault_address(info.address));
  const bool value_is_signal = info.signo == kSigChld.value && info.code >= kCldKilled.value &&
                               info.code <= kCldContinued.value && info.value >= 1 && info.value <= kLastSignal;
  if (value_is_signal) return text + member("value", c_signal({static_cast<std::int32_t>(info.value)}));
  return text + member_unless_zero("value", info.value);
}

std::string handler_event(const Event& e) {
  return "HANDLER(" + c_thread(e.thread) + ", " + c_signal({e.info.signo}) + ", .depth = " + std::to_string(e.depth) +
         (e.parks ? ", .parks = 1" : "") + siginfo_members(e.info) + member_unless_empty("mask", e.mask) +
         member_unless_empty("saved", e.saved) + member_unless_zero("area", e.stack.area) + ")";
}

std::string result_of(const Event& e, CResult kind) {
  if (e.result < 0 && e.result > -4096) return "-" + c_error(-e.result);
  if (e.result > 0 && kind == CResult::kPid) return c_name({e.result});
  if (e.result > 0 && kind == CResult::kSignal) return c_signal({e.result});
  return c_long(e.result);
}

std::string stack_members(const StackSeen& seen) {
  std::string text;
  if (seen.stack != AltStack::kQuery) text += member("stack", c_altstack(seen.stack));
  if (seen.flags != StackFlags{}) text += member("stack_flags", c_stack_flags(seen.flags));
  return text + member_unless_zero("area", seen.area);
}

std::string return_event(const Event& e, const Scenario& scenario) {
  const Step& step = scenario.steps.at(e.step);
  std::string text = "RETURNED(" + c_thread(e.thread) + ", " + std::to_string(e.step) + ", " +
                     result_of(e, c_call(step.operation, step.actor).result);
  const bool slept = e.result == -static_cast<std::int32_t>(Errno::kIntr) && e.status == kTimeLeft;
  const bool of_timer = c_call(step.operation, step.actor).result == CResult::kTimer;
  const bool of_cpu_limit = c_call(step.operation, step.actor).result == CResult::kCpuLimit;
  const std::string status = slept          ? "TIME_LEFT"
                             : of_timer     ? c_time_left(e.status)
                             : of_cpu_limit ? c_long(e.status)
                                            : c_wait_status(e.status);
  if (e.status != 0) text += member("status", status);
  if (e.info.signo != 0) text += member("signo", c_signal({e.info.signo}));
  text += siginfo_members(e.info) + member_unless_empty("mask", e.mask);
  if (e.action.handler != Handler::kDefault) text += member("handler", c_handler(e.action.handler));
  if (e.action.flags != ActionFlags{}) text += member("flags", c_flags(e.action.flags));
  return text + stack_members(e.stack) + member_unless_empty("action_mask", e.action.mask) + ")";
}

std::string any_event(const Event& e, const Scenario& scenario) {
  switch (e.kind) {
    case EventKind::kHandler: return handler_event(e);
    case EventKind::kReturned: return return_event(e, scenario);
    case EventKind::kBorn: break;
  }
  return "BIRTH(" + c_thread(e.thread) + ", " + std::to_string(e.step) + stack_members(e.stack) + ")";
}

// The body of a table of events without any steps: what happens, whenever it does.
std::string event_table_without_steps(const Trace& trace, const Scenario& scenario) {
  std::string text;
  for (const Event& e : trace.events) text += "    " + any_event(e, scenario) + ",\n";
  return text + "    {.kind = END},\n};\n";
}

// The same with a STEP for each burst before what happens during it.
std::string event_table(const Trace& trace, const Scenario& scenario) {
  const std::size_t steps = scenario.steps.size();
  if (trace.event_ends.size() != steps || (steps != 0 && trace.event_ends.back() != trace.events.size()) ||
      !std::is_sorted(trace.event_ends.begin(), trace.event_ends.end())) {
    throw std::invalid_argument("an allowed trace does not have the scenario's steps");
  }
  std::string text;
  std::size_t next = 0;
  for (std::size_t i = 0; i < steps; ++i) {
    if (i + 1 < steps && scenario.steps[i + 1].joined) continue;
    text += "    STEP(" + std::to_string(i) + "),\n";
    for (; next < trace.event_ends[i]; ++next) {
      const Event& e = trace.events[next];
      text += "    " + any_event(e, scenario) + ",\n";
    }
  }
  return text + "    {.kind = END},\n};\n";
}

std::string status_table(const std::vector<ThreadStatus>& statuses) {
  std::string text;
  for (const ThreadStatus& s : statuses) {
    text += "    {.thread = " + c_thread(s.thread) + ", .state = '" + c_state(s.state) + "'";
    if (s.state != ThreadState::kAbsent) {
      text += member("parent", c_name(s.parent)) + member("group", c_name(s.group)) +
              member("session", c_name(s.session)) + member_unless_empty("pending", s.pending) +
              member_unless_empty("shared", s.shared) + member_unless_empty("blocked", s.blocked) +
              member_unless_empty("ignored", s.ignored) + member_unless_empty("caught", s.caught) +
              member_unless_zero("queued", s.queued);
    }
    text += "},\n";
  }
  return text + "    {0},\n};\n";
}

// Tables with equal bodies are written once.
class Tables {
 public:
  Tables(std::string type, std::string name) : type_(std::move(type)), name_(std::move(name)) {}
  // The name of the table with that body.
  std::string add(std::string body) {
    const auto found = std::find(bodies_.begin(), bodies_.end(), body);
    std::string name = name_ + std::to_string(found - bodies_.begin() + 1);
    if (found != bodies_.end()) return name;
    text_ += "static const struct " + type_ + " " + name + "[] = {\n" + body;
    bodies_.push_back(std::move(body));
    return name;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string type_, name_, text_;
  std::vector<std::string> bodies_;
};

using EventTable = std::string (*)(const Trace&, const Scenario&);

// The rows of a table of traces, each once; what they name is added to `events` and `statuses`.
std::string rows_of(std::span<const Trace> traces, const Scenario& scenario, EventTable event_table_of, Tables& events,
                    Tables& statuses) {
  std::vector<std::string> rows;
  for (const Trace& trace : traces) {
    const std::string event_name = events.add(event_table_of(trace, scenario));
    const bool has_statuses = !trace.statuses.empty() && !trace.statuses.back().empty();
    const std::string status_name = has_statuses ? statuses.add(status_table(trace.statuses.back())) : "NULL";
    std::string row = "{";
    row += event_name;
    row += ", ";
    row += status_name;
    row += "}, ";
    if (std::find(rows.begin(), rows.end(), row) == rows.end()) rows.push_back(row);
  }
  std::string text = "{";
  for (const std::string& row : rows) text += row;
  return text + "{0}};\n";
}

std::string allowed_tables(const Scenario& scenario, std::span<const Trace> allowed, std::span<const Trace> loosely) {
  Tables events("event", "events_");
  Tables statuses("status", "statuses_");
  Tables orders("event", "orders_");
  const std::string rows = rows_of(allowed, scenario, event_table, events, statuses);
  const std::string loose_rows = rows_of(loosely, scenario, event_table_without_steps, orders, statuses);
  return events.text() + orders.text() + statuses.text() +
         "/* Conforming is to do as any one of these says. */\nstatic const struct trace allowed[] = " + rows +
         (loosely.empty() ? "/* Without real-time priorities too much may happen to be written down. */\n"
                          : "/* Without real-time priorities threads may run in any order. */\n") +
         "static const struct trace loosely_allowed[] = " + loose_rows;
}

// ---- the fixed part

struct Runtime {
  std::string_view words;  // up to the scenario
  std::string_view rest;   // after it
};

Runtime runtime() {
  static constexpr std::string_view kBegin = "/* ---- the scenario: begin ---- */\n";
  static constexpr std::string_view kEnd = "/* ---- the scenario: end ---- */\n";
  static constexpr std::string_view kFirst = "#define _GNU_SOURCE\n";
  const std::string_view text = c_runtime();
  const std::size_t first = text.find(kFirst);
  const std::size_t begin = text.find(kBegin);
  const std::size_t end = text.find(kEnd);
  if (first > begin || begin > end || end == std::string_view::npos) {
    throw std::logic_error("c_runtime.c has lost the marks that the generator looks for");
  }
  return {text.substr(first, begin - first), text.substr(end + kEnd.size())};
}

}  // namespace

std::string CProgram::text() const {
  std::string out = opening;
  out.append(words).append(scenario).append(rest);
  return out;
}

CProgram c_program_parts(const Scenario& scenario, std::span<const Trace> allowed, const CProgramOptions& options) {
  const Runtime fixed = runtime();
  const std::string because =
      options.sentence.empty() ? "" : options.sentence + (options.sources.empty() ? "" : "  [" + options.sources + "]");
  std::string text =
      "/* ---- the scenario ------------------------------------------------------------------------------------- */\n";
  text += layout_table(scenario.processes) + "\n" + step_table(scenario) + "\n" + perform_function(scenario) + "\n";
  text += allowed_tables(scenario, allowed, options.loosely_allowed);
  text += "static const char because[] = " + c_string(because) + ";\n";
  return {opening(scenario, options), fixed.words, std::move(text), fixed.rest};
}

std::string c_program(const Scenario& scenario, std::span<const Trace> allowed, const CProgramOptions& options) {
  return c_program_parts(scenario, allowed, options).text();
}

}  // namespace sigconform
