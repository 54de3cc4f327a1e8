// The JSON form, derived from the list of operations and the words of field_words.h. Whatever is not understood is
// refused, keys included, so that a misspelt optional key never passes for its default. It must not know files.
#include "model/json.h"

#include "model/field_words.h"
#include "model/reflection.h"
#include "model/text.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace sigconform {
namespace {

using nlohmann::json;

inline constexpr int kVersion = 1;

// A field as JSON: numbers for plain integers, a list of names for a set, otherwise the text form's word.
template <typename Op, typename Field>
json json_of(const Field& field) {
  std::string word;
  append_field<Op>(word, field);
  return word;
}
template <typename Op>
json json_of(const SigValue& v) {
  return v.value;
}
template <typename Op>
json json_of(const ExitCode& v) {
  return v.value;
}
template <typename Op>
json json_of(const QueueLimit& v) {
  return v.value;
}
template <typename Op>
json json_of(SignalSet v) {
  json names = json::array();
  for (; !v.empty(); v.remove(v.lowest())) names.push_back(to_text(v.lowest()));
  return names;
}

json json_of_info(const SignalInfo& info) {
  json object = {{"signo", to_text(Signo{info.signo})},
                 {"errno", info.error},
                 {"code", to_text(SiCode{info.code}, Signo{info.signo})},
                 {"pid", to_text(info.pid)},
                 {"uid", to_text(info.uid)},
                 {"value", info.value}};
  if (info.address != FaultAddress::kNone)
    object["address"] = kWords<FaultAddress>[static_cast<std::size_t>(info.address)];
  return object;
}

struct Refusal {
  std::string sentence;
};

[[noreturn]] void refuse(const std::string& path, std::string_view expected, std::string_view found) {
  throw Refusal{(path.empty() ? "/" : path) + ": expected " + std::string{expected} + ", found " + std::string{found}};
}
[[noreturn]] void refuse_value(const std::string& path, std::string_view expected, const json& found) {
  if (found.is_string()) refuse(path, expected, in_quotes(found.get_ref<const std::string&>()));
  refuse(path, expected, in_quotes(found.dump(-1, ' ', false, json::error_handler_t::replace)));
}

// The strings and integers of JSON are words as they would stand in the text form; nullopt for anything else.
std::optional<std::string> word_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return value.dump();
  return std::nullopt;
}

template <typename T>
void read_value(const json& value, const std::string& path, T& field) {
  const auto word = word_of(value);
  const Reading failed = read_word(word.value_or(""), field);
  if (failed || !word) refuse_value(path, failed ? failed->expected : "a string or an integer", value);
}
void read_value(const json& value, const std::string& path, SignalSet& set) {
  if (!value.is_array()) refuse_value(path, "a list of signals", value);
  set = {};
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string member_path = path + "/" + std::to_string(i);
    Signo member;
    read_value(value[i], member_path, member);
    if (!member.valid()) refuse_value(member_path, "a signal from 1 to 64", value[i]);
    set.add(member);
  }
}
void read_value(const json& value, const std::string& path, bool& flag) {
  if (!value.is_boolean()) refuse_value(path, "true or false", value);
  flag = value.get<bool>();
}

// An object whose keys are taken one by one; those that are left over are refused.
class Object {
 public:
  Object(const json& value, std::string path) : value_{value}, path_{std::move(path)} {
    if (!value.is_object()) refuse_value(path_, "an object", value);
  }
  const json* find(const char* key) {
    const auto found = value_.find(key);
    if (found == value_.end()) return nullptr;
    ++taken_;
    known_ += std::string{known_.empty() ? "" : " "} + key;
    return &*found;
  }
  const json& at(std::string_view key, std::string_view expected) {
    const json* found = find(std::string{key}.c_str());
    if (found == nullptr) refuse(path_to(key), expected, "no such key");
    return *found;
  }
  template <typename T>
  void read(std::string_view key, T& field) {
    read_value(at(key, "a value"), path_to(key), field);
  }
  void require_nothing_else() const {
    if (taken_ == value_.size()) return;
    for (const auto& [key, value] : value_.items())
      if ((" " + known_ + " ").find(" " + key + " ") == std::string::npos)
        refuse(path_, "only the keys " + known_, in_quotes(key));
  }
  [[nodiscard]] std::string path_to(std::string_view key) const { return path_ + "/" + std::string{key}; }

 private:
  const json& value_;
  std::string path_;
  std::string known_;
  std::size_t taken_{0};
};

// The index of `value` among `words`.
std::size_t read_choice(const json& value, const std::string& path, const std::vector<std::string>& words) {
  const auto word = word_of(value);
  std::string expected;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (word == words[i]) return i;
    expected += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  }
  refuse_value(path, expected, value);
}

ProcessLayout read_process(const json& value, const std::string& path, ProcessId self) {
  Object object{value, path};
  ProcessLayout process;
  if (const json* name = object.find("name")) read_choice(*name, object.path_to("name"), {to_text(self)});
  if (const json* parent = object.find("parent")) {
    std::vector<std::string> before;
    for (std::uint8_t p = 0; p < self.index; ++p) before.push_back(to_text(ProcessId{p}));
    process.parent.index = static_cast<std::uint8_t>(read_choice(*parent, object.path_to("parent"), before));
  }
  if (const json* user = object.find("user"))
    process.user = static_cast<std::uint8_t>(1 + read_choice(*user, object.path_to("user"), {"u1", "u2", "u3"}));
  if (const json* threads = object.find("threads")) {
    std::vector<std::string> counts;
    for (int n = 1; n <= kMaxThreadsPerProcess; ++n) counts.push_back(std::to_string(n));
    process.threads = static_cast<std::uint8_t>(1 + read_choice(*threads, object.path_to("threads"), counts));
  }
  if (const json* capable = object.find("capable")) read_value(*capable, object.path_to("capable"), process.capable);
  object.require_nothing_else();
  return process;
}

Step read_step(const json& value, const std::string& path) {
  Object object{value, path};
  Step step;
  object.read("actor", step.actor);
  if (const json* joined = object.find("joined")) read_value(*joined, object.path_to("joined"), step.joined);
  const json& name = object.at("op", "the name of an operation");
  const auto kind = name.is_string() ? operation_named(name.get_ref<const std::string&>()) : std::nullopt;
  if (!kind) refuse_value(object.path_to("op"), "an operation such as kill", name);
  step.operation = reflection::make_operation(*kind);
  std::visit(
      [&](auto& op) {
        reflection::for_each_field(op, [&](std::string_view key, auto& field) { object.read(key, field); });
      },
      step.operation);
  object.require_nothing_else();
  return step;
}

// The list under `key`, of at most `bound` elements.
const json& read_list(Object& object, const char* key, int bound) {
  const json& list = object.at(key, "a list");
  if (!list.is_array()) refuse_value(object.path_to(key), "a list", list);
  if (list.size() > static_cast<std::size_t>(bound))
    refuse(object.path_to(key), "at most " + std::to_string(bound), std::to_string(list.size()));
  return list;
}

Scenario read_scenario(const json& value) {
  Object object{value, ""};
  read_choice(object.at("version", "1"), "/version", {std::to_string(kVersion)});
  Scenario scenario;
  const json& processes = read_list(object, "processes", kMaxProcesses);
  for (std::size_t i = 0; i < processes.size(); ++i) {
    const ProcessId self{static_cast<std::uint8_t>(i + 1)};
    scenario.processes.push_back(read_process(processes[i], "/processes/" + std::to_string(i), self));
  }
  const json& steps = read_list(object, "steps", kMaxSteps);
  for (std::size_t i = 0; i < steps.size(); ++i)
    scenario.steps.push_back(read_step(steps[i], "/steps/" + std::to_string(i)));
  object.require_nothing_else();
  int step{};
  const std::string why = why_invalid(scenario, &step);
  if (!why.empty()) throw Refusal{(step < 0 ? "/processes" : "/steps/" + std::to_string(step)) + ": " + why};
  return scenario;
}

}  // namespace

json to_json(const Scenario& scenario) {
  json processes = json::array();
  for (std::size_t i = 0; i < scenario.processes.size(); ++i) {
    const ProcessLayout& process = scenario.processes[i];
    processes.push_back({{"name", to_text(ProcessId{static_cast<std::uint8_t>(i + 1)})},
                         {"parent", to_text(process.parent)},
                         {"user", "u" + std::to_string(process.user)},
                         {"threads", process.threads},
                         {"capable", process.capable}});
  }
  json steps = json::array();
  for (const Step& step : scenario.steps) {
    json object{{"actor", to_text(step.actor)}, {"op", name_of(step.operation)}, {"joined", step.joined}};
    std::visit(
        [&](const auto& op) {
          using Op = std::remove_cvref_t<decltype(op)>;
          reflection::for_each_field(
              op, [&](std::string_view name, const auto& field) { object[std::string{name}] = json_of<Op>(field); });
        },
        step.operation);
    steps.push_back(std::move(object));
  }
  return {{"version", kVersion}, {"processes", std::move(processes)}, {"steps", std::move(steps)}};
}

namespace {

json json_of_stack(const StackSeen& seen) {
  return {{"area", seen.area},
          {"stack", json_of<op::Sigaltstack>(seen.stack)},
          {"flags", json_of<op::Sigaltstack>(seen.flags)}};
}

json json_of_birth(const Event& event) {
  return {
      {"kind", "born"}, {"thread", to_text(event.thread)}, {"step", event.step}, {"stack", json_of_stack(event.stack)}};
}

}  // namespace

json to_json(const Event& event) {
  const bool returned = event.kind == EventKind::kReturned;
  if (event.kind == EventKind::kBorn) return json_of_birth(event);
  json object{{"kind", returned ? "returned" : "handler"}, {"thread", to_text(event.thread)}};
  if (returned) object.update({{"step", event.step}, {"result", event.result}});
  if (returned && event.result < 0 && event.result != INT32_MIN) object["error"] = errno_name(-event.result);
  if (!returned || event.depth != 0) object["depth"] = event.depth;
  if (!returned || event.parks) object["parks"] = event.parks;
  if (event.status != 0) object["status"] = event.status;
  if (event.info != SignalInfo{}) object["info"] = json_of_info(event.info);
  if (!returned || !event.mask.empty()) object["mask"] = json_of<op::RtSigprocmask>(event.mask);
  if (!event.saved.empty()) object["saved"] = json_of<op::RtSigprocmask>(event.saved);
  if (event.action != ActionSeen{})
    object["action"] = {{"handler", json_of<op::RtSigaction>(event.action.handler)},
                        {"flags", json_of<op::RtSigaction>(event.action.flags)},
                        {"mask", json_of<op::RtSigaction>(event.action.mask)}};
  if (event.stack != StackSeen{}) object["stack"] = json_of_stack(event.stack);
  return object;
}

std::variant<Scenario, std::string> scenario_from_json(const json& value) {
  try {
    return read_scenario(value);
  } catch (const Refusal& refusal) {
    return refusal.sentence;
  }
}

}  // namespace sigconform
