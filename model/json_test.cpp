// The JSON form: what is written is read back, and what is wrong is named by its path.
#include "model/json.h"

#include "model/testing/arbitrary.h"
#include "model/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <nlohmann/json.hpp>

namespace sigconform {
namespace {

using nlohmann::json;
using testing::SplitMix;

const json kExample = json::parse(R"({
  "version": 1,
  "processes": [{"name": "P1", "parent": "init", "user": "u2", "threads": 2, "capable": true}],
  "steps": [
    {"actor": "P1.T1", "joined": false, "op": "rt_sigaction", "sig": "SIGHUP", "handler": "park",
     "flags": "SA_SIGINFO|SA_RESTART", "mask": ["SIGINT", "SIG40"]},
    {"actor": "P1.T1", "joined": true, "op": "rt_tgsigqueueinfo", "tgid": "P1", "tid": "P1.T2", "sig": "65",
     "code": "SI_QUEUE", "value": -9007199254740993},
    {"actor": "P1.T2", "joined": false, "op": "exit", "code": 3}
  ]
})");

// The sentence for the example with the value at `path` replaced.
std::string refusal(const char* path, const json& replacement) {
  json changed = kExample;
  changed[json::json_pointer{path}] = replacement;
  const auto result = scenario_from_json(changed);
  return std::holds_alternative<std::string>(result) ? std::get<std::string>(result) : "(read)";
}

RC_GTEST_PROP(Json, ScenarioIsReadBackFromItsJson, ()) {
  const Scenario scenario = *testing::scenarios();
  const auto result = scenario_from_json(json::parse(to_json(scenario).dump()));
  if (const auto* sentence = std::get_if<std::string>(&result)) RC_FAIL(*sentence);
  RC_ASSERT(std::get<Scenario>(result) == scenario);
}

// Any value anywhere replaced by any other kind of value is either refused by a sentence with a path, or valid.
RC_GTEST_PROP(Json, DamagedJsonIsRefusedWithAPathOrStillValid, (std::uint64_t seed)) {
  SplitMix random{seed};
  const std::vector<json> strange{nullptr, 7, -1, 1e300, "SIGHUP", "P2", "\xff", json::array(), json::object(), true};
  const json flat = to_json(testing::draw_scenario(random, 6)).flatten();
  for (int i = 0; i < 20; ++i) {
    json damaged = flat;
    auto changed = damaged.begin();
    std::advance(changed, static_cast<std::ptrdiff_t>(random.below(damaged.size())));
    json document = damaged.unflatten();
    document[json::json_pointer{changed.key()}] = strange[random.below(strange.size())];
    const auto result = scenario_from_json(document);
    if (const auto* scenario = std::get_if<Scenario>(&result))
      RC_ASSERT(why_invalid(*scenario).empty());
    else
      RC_ASSERT(std::get<std::string>(result).starts_with('/'));
  }
}

TEST(Json, ExampleIsWrittenAsItWasRead) {
  const auto result = scenario_from_json(kExample);
  ASSERT_TRUE(std::holds_alternative<Scenario>(result)) << std::get<std::string>(result);
  EXPECT_EQ(to_json(std::get<Scenario>(result)), kExample);
}

TEST(Json, KeysWithADefaultMayBeLeftOut) {
  const auto result = scenario_from_json(
      json::parse(R"({"version": 1, "processes": [{}], "steps": [{"actor": "P1.T1", "op": "setsid"}]})"));
  ASSERT_TRUE(std::holds_alternative<Scenario>(result)) << std::get<std::string>(result);
  EXPECT_EQ(to_text(std::get<Scenario>(result)), "sigconform scenario 1\nprocess P1 user u1\n\nP1.T1  setsid\n");
}

TEST(Json, WrongValueIsNamedByItsPath) {
  EXPECT_EQ(refusal("/steps/0/sig", "SIGFOO"),
            "/steps/0/sig: expected a signal name such as SIGUSR1 or a number, found 'SIGFOO'");
  EXPECT_EQ(refusal("/steps/0/mask/1", "65"), "/steps/0/mask/1: expected a signal from 1 to 64, found '65'");
  EXPECT_EQ(refusal("/steps/0/op", "kil"), "/steps/0/op: expected an operation such as kill, found 'kil'");
  EXPECT_EQ(refusal("/steps/2/code", true), "/steps/2/code: expected a 32-bit integer, found 'true'");
  EXPECT_EQ(refusal("/processes/0/parent", "P1"), "/processes/0/parent: expected init, found 'P1'");
  EXPECT_EQ(refusal("/version", 2), "/version: expected 1, found '2'");
}

TEST(Json, MissingAndSurplusKeysAreNamed) {
  EXPECT_EQ(refusal("/steps/2/joinde", true), "/steps/2: expected only the keys actor joined op code, found 'joinde'");
  json without = kExample;
  without["steps"][1].erase("tid");
  EXPECT_EQ(std::get<std::string>(scenario_from_json(without)), "/steps/1/tid: expected a value, found no such key");
}

TEST(Json, InvalidScenarioIsNamedByItsStep) {
  EXPECT_EQ(refusal("/steps/1/sig", 71), "/steps/1: sig must be a signal number from -2 to 70");
  EXPECT_EQ(refusal("/processes", json::array()), "/processes: a scenario has at least one process");
}

TEST(Json, EventHasItsFieldsByName) {
  Event event;
  event.thread = {ProcessId{1}, ThreadIndex{1}};
  event.step = 2;
  event.result = -3;
  EXPECT_EQ(to_json(event),
            json::parse(R"({"kind": "returned", "thread": "P1.T1", "step": 2, "result": -3, "error": "ESRCH"})"));
  event = {.kind = EventKind::kHandler, .thread = event.thread, .depth = 1};
  event.info.signo = kSigUsr1.value;
  event.mask = SignalSet::of(kSigUsr1);
  EXPECT_EQ(to_json(event), json::parse(R"({"kind": "handler", "thread": "P1.T1", "depth": 1, "parks": false,
    "info": {"signo": "SIGUSR1", "errno": 0, "code": "SI_USER", "pid": "0", "uid": "root", "value": 0},
    "mask": ["SIGUSR1"]})"));
  event.stack = {1, AltStack::kSnug, kSsOnStack | kSsAutoDisarm};
  EXPECT_EQ(to_json(event).at("stack"),
            json::parse(R"({"area": 1, "stack": "snug", "flags": "SS_ONSTACK|SS_AUTODISARM"})"));
}

}  // namespace
}  // namespace sigconform
