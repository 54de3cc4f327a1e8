// Traces to JSON and back; see trace_json.h.
#include "reports/trace_json.h"

#include "model/field_words.h"
#include "model/text.h"

#include <algorithm>
#include <array>

namespace sigconform {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 3> kEventKinds{"returned", "handler", "born"};

template <typename Value>
std::string word(const Value& value) {
  std::string out;
  append_word(out, value);
  return out;
}

template <typename Value>
Value word_from(const JsonReader& reader) {
  const std::string text = reader.text();
  Value out{};
  if (const Reading failed = read_word(text, out)) reader.refuse(failed->expected);
  return out;
}

template <typename Enum, std::size_t N>
Enum choice_from(const JsonReader& reader, const std::array<std::string_view, N>& words) {
  const auto at = std::find(words.begin(), words.end(), reader.text());
  if (at == words.end()) reader.refuse("one of the words that sigconform writes there");
  return static_cast<Enum>(at - words.begin());
}

// Writes a member unless the value is what the field has by itself.
template <typename Value, typename Write>
void put(json& object, const char* key, const Value& value, Write write) {
  if (value != Value{}) object[key] = write(value);
}
template <typename Value, typename Read>
void take(const JsonReader& reader, const char* key, Value& value, Read read) {
  if (reader.has(key)) value = read(reader.at(key));
}

constexpr auto kWord = [](const auto& value) { return json(word(value)); };
constexpr auto kNumber = [](const auto& value) { return json(value); };
constexpr auto kSet = [](const JsonReader& r) { return word_from<SignalSet>(r); };
template <typename Integer>
constexpr auto kInteger = [](const JsonReader& r) { return r.integer<Integer>(); };

json info_json(const SignalInfo& info) {
  json out = json::object();
  put(out, "signo", info.signo, kNumber);
  put(out, "errno", info.error, kNumber);
  put(out, "code", info.code, kNumber);
  put(out, "pid", info.pid.code, kNumber);
  put(out, "uid", info.uid.code, kNumber);
  put(out, "value", info.value, kNumber);
  put(out, "address", info.address, kWord);
  return out;
}

SignalInfo info_from(const JsonReader& reader) {
  SignalInfo out;
  take(reader, "signo", out.signo, kInteger<std::int32_t>);
  take(reader, "errno", out.error, kInteger<std::int32_t>);
  take(reader, "code", out.code, kInteger<std::int32_t>);
  take(reader, "pid", out.pid.code, kInteger<std::int32_t>);
  take(reader, "uid", out.uid.code, kInteger<std::int32_t>);
  take(reader, "value", out.value, kInteger<std::int64_t>);
  take(reader, "address", out.address, word_from<FaultAddress>);
  return out;
}

json action_json(const ActionSeen& action) {
  return {{"handler", word(action.handler)}, {"flags", word(action.flags)}, {"mask", word(action.mask)}};
}

ActionSeen action_from(const JsonReader& reader) {
  return {word_from<Handler>(reader.at("handler")), word_from<ActionFlags>(reader.at("flags")),
          word_from<SignalSet>(reader.at("mask"))};
}

json stack_json(const StackSeen& stack) {
  return {{"area", stack.area}, {"stack", word(stack.stack)}, {"flags", word(stack.flags)}};
}

StackSeen stack_from(const JsonReader& reader) {
  return {reader.at("area").integer<std::uint8_t>(), word_from<AltStack>(reader.at("stack")),
          word_from<StackFlags>(reader.at("flags"))};
}

// Also of init and of nobody, which the words of the text form do not have.
json thread_json(ThreadId thread) {
  return "P" + std::to_string(thread.process.index) + ".T" + std::to_string(thread.thread.index);
}

ThreadId thread_from(const JsonReader& reader) {
  const std::string text = reader.text();
  for (int p = 0; p <= kMaxProcesses; ++p)
    for (int t = 0; t <= kMaxThreadsPerProcess; ++t) {
      const ThreadId thread{{static_cast<std::uint8_t>(p)}, {static_cast<std::uint8_t>(t)}};
      if (thread_json(thread) == text) return thread;
    }
  reader.refuse("a thread such as P1.T2");
}

json pid_json(PidName name) { return name.code; }
PidName pid_from(const JsonReader& reader) { return {reader.integer<std::int32_t>()}; }

}  // namespace

json event_json(const Event& event, const Scenario& scenario) {
  json out = {{"kind", kEventKinds[static_cast<std::size_t>(event.kind)]},
              {"thread", thread_json(event.thread)},
              {"text", to_text(event, scenario)}};
  put(out, "step", event.step, kNumber);
  put(out, "parks", event.parks, kNumber);
  put(out, "depth", event.depth, kNumber);
  put(out, "result", event.result, kNumber);
  put(out, "status", event.status, kNumber);
  put(out, "info", event.info, info_json);
  put(out, "mask", event.mask, kWord);
  put(out, "saved", event.saved, kWord);
  put(out, "action", event.action, action_json);
  put(out, "stack", event.stack, stack_json);
  return out;
}

Event event_from(const JsonReader& reader) {
  Event out;
  out.kind = choice_from<EventKind>(reader.at("kind"), kEventKinds);
  out.thread = thread_from(reader.at("thread"));
  take(reader, "step", out.step, kInteger<std::uint8_t>);
  take(reader, "parks", out.parks, [](const JsonReader& r) { return r.boolean(); });
  take(reader, "depth", out.depth, kInteger<std::uint8_t>);
  take(reader, "result", out.result, kInteger<std::int32_t>);
  take(reader, "status", out.status, kInteger<std::int32_t>);
  take(reader, "info", out.info, info_from);
  take(reader, "mask", out.mask, kSet);
  take(reader, "saved", out.saved, kSet);
  take(reader, "action", out.action, action_from);
  take(reader, "stack", out.stack, stack_from);
  return out;
}

json status_json(const ThreadStatus& status) {
  json out = {{"thread", thread_json(status.thread)},
              {"state", kThreadStateWords[static_cast<std::size_t>(status.state)]}};
  put(out, "pending", status.pending, kWord);
  put(out, "shared", status.shared, kWord);
  put(out, "blocked", status.blocked, kWord);
  put(out, "ignored", status.ignored, kWord);
  put(out, "caught", status.caught, kWord);
  put(out, "queued", status.queued, kNumber);
  put(out, "parent", status.parent, pid_json);
  put(out, "group", status.group, pid_json);
  put(out, "session", status.session, pid_json);
  return out;
}

ThreadStatus status_from(const JsonReader& reader) {
  ThreadStatus out;
  out.thread = thread_from(reader.at("thread"));
  out.state = choice_from<ThreadState>(reader.at("state"), kThreadStateWords);
  take(reader, "pending", out.pending, kSet);
  take(reader, "shared", out.shared, kSet);
  take(reader, "blocked", out.blocked, kSet);
  take(reader, "ignored", out.ignored, kSet);
  take(reader, "caught", out.caught, kSet);
  take(reader, "queued", out.queued, kInteger<std::int32_t>);
  take(reader, "parent", out.parent, pid_from);
  take(reader, "group", out.group, pid_from);
  take(reader, "session", out.session, pid_from);
  return out;
}

json trace_json(const Trace& trace, const Scenario& scenario) {
  json steps = json::array();
  std::size_t next = 0;
  const auto events_to = [&](std::size_t end) {
    json events = json::array();
    for (; next < end; ++next) events.push_back(event_json(trace.events[next], scenario));
    return events;
  };
  for (std::size_t i = 0; i < trace.event_ends.size(); ++i) {
    json step = {{"events", events_to(trace.event_ends[i])}};
    if (i < trace.statuses.size()) step["threads"] = json::array();
    if (i < trace.statuses.size())
      for (const ThreadStatus& status : trace.statuses[i]) step["threads"].push_back(status_json(status));
    steps.push_back(std::move(step));
  }
  return {{"steps", std::move(steps)}, {"after", events_to(trace.events.size())}};
}

Trace trace_from(const JsonReader& reader) {
  Trace out;
  const std::vector<JsonReader> steps = reader.at("steps").list();
  if (steps.size() > static_cast<std::size_t>(kMaxSteps)) reader.at("steps").refuse("fewer steps");
  for (const JsonReader& step : steps) {
    for (const JsonReader& event : step.at("events").list()) out.events.push_back(event_from(event));
    if (!std::in_range<std::uint16_t>(out.events.size())) step.at("events").refuse("fewer events");
    out.event_ends.push_back(static_cast<std::uint16_t>(out.events.size()));
    if (!step.has("threads")) continue;
    std::vector<ThreadStatus>& statuses = out.statuses.emplace_back();
    for (const JsonReader& status : step.at("threads").list()) statuses.push_back(status_from(status));
  }
  for (const JsonReader& event : reader.at("after").list()) out.events.push_back(event_from(event));
  return out;
}

}  // namespace sigconform
