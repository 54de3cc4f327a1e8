// Any valid scenario can be run, and gives the same trace each time and whether or not its processes share memory.
// What the trace should be is not this room's to say.
#include "model/testing/arbitrary.h"
#include "model/text.h"
#include "subjects/testing.h"

namespace sigconform {
namespace {

using testing::draw_operation;
using testing::draw_scenario;
using testing::SplitMix;

constexpr std::uint64_t kSeed = 1;
constexpr int kScenarios = 1500;
constexpr std::size_t kSteps = 40;

// Three processes of two threads, operations on each other, and few signals: more happens than in any valid scenario.
constexpr std::uint8_t kCrowd = 3;
void squeeze(ThreadId& t) {
  t.process.index = static_cast<std::uint8_t>(t.process.index % kCrowd + 1);
  t.thread.index = static_cast<std::uint8_t>(t.thread.index % 2 + 1);
}
void squeeze(PidArg& pid) {
  if (pid.kind == PidArg::Kind::kTask || pid.kind == PidArg::Kind::kGroup) squeeze(pid.task);
  if (pid.kind == PidArg::Kind::kGroup) pid.task.thread.index = 1;
}
constexpr Signo kFew[] = {kSigUsr1, Signo{40}, kSigChld, kSigCont, kSigTstp, kSigHup, kSigSegv, Signo{32}};
void squeeze(Signo& sig) { sig = kFew[static_cast<unsigned>(sig.value + 2) % std::size(kFew)]; }
template <typename Op>
void squeeze(Op& o) {
  if constexpr (requires { o.pid; }) squeeze(o.pid);
  if constexpr (requires { o.tid; }) squeeze(o.tid);
  if constexpr (requires { o.tgid; }) squeeze(o.tgid);
  if constexpr (requires { o.id; }) squeeze(o.id);
  if constexpr (requires { o.pgid; }) squeeze(o.pgid);
  if constexpr (requires { o.sig; }) squeeze(o.sig);
}

Scenario draw_crowd(SplitMix& random) {
  Scenario s;
  for (std::uint8_t p = 0; p < kCrowd; p++) {
    s.processes.push_back({ProcessId{static_cast<std::uint8_t>(random.below(p + 1U))}, 1, random.one_in(3), 2});
  }
  // Most signals are handled, or everybody would be dead soon.
  for (std::uint8_t p = 1; p <= kCrowd; p++) {
    for (const Signo sig : kFew) {
      const Handler handler = random.one_in(2) ? Handler::kLog : Handler::kPark;
      const ActionFlags flags = kSaSiginfo | (random.one_in(2) ? kSaNoDefer : kSaRestart);
      if (!random.one_in(4)) s.steps.push_back({{ProcessId{p}, {}}, op::RtSigaction{sig, handler, flags, {}}, false});
    }
  }
  const std::size_t end = s.steps.size() + kSteps;
  while (s.steps.size() < end) {
    Step step{{ProcessId{static_cast<std::uint8_t>(random.below(kCrowd))}, {}}, draw_operation(random), false};
    step.actor.thread.index = static_cast<std::uint8_t>(random.below(2));
    squeeze(step.actor);
    std::visit([](auto& o) { squeeze(o); }, step.operation);
    const bool ends =
        std::holds_alternative<op::Exit>(step.operation) || std::holds_alternative<op::ExitGroup>(step.operation);
    if (ends && !random.one_in(4)) continue;
    s.steps.push_back(step);
    if (s.steps.size() > 1 && random.one_in(3)) {
      s.steps.back().joined = true;
      s.steps.back().actor = s.steps[s.steps.size() - 2].actor;
    }
    if (!why_invalid(s).empty()) s.steps.pop_back();
  }
  return s;
}

std::string text_of(const Trace& trace, const Scenario& scenario) {
  std::string text;
  for (const Event& e : trace.events) text += to_text(e, scenario) + "\n";
  // A scenario without steps has no statuses.
  if (trace.statuses.empty()) return text;
  for (const ThreadStatus& s : trace.statuses.back()) text += to_text(s) + "\n";
  return text;
}

class RandomTest : public ::testing::Test {
 protected:
  void SetUp() override {
    try {
      shared_ = start_host({});
      SubjectOptions separate;
      separate.share_memory = false;
      separate_ = start_host(separate);
    } catch (const SubjectUnavailable& missing) {
      GTEST_SKIP() << missing.what();
    }
  }
  void expect_alike(const std::vector<Scenario>& scenarios) {
    const std::vector<RunResult> first = shared_->run(scenarios, Density::kSparse);
    const std::vector<RunResult> second = shared_->run(scenarios, Density::kSparse);
    const std::vector<RunResult> third = separate_->run(scenarios, Density::kSparse);
    for (std::size_t i = 0; i < scenarios.size(); i++) {
      for (const RunResult* r : {&first[i], &second[i], &third[i]}) {
        if (r->outcome == Outcome::kSkipped) continue;
        ASSERT_EQ(r->outcome, Outcome::kCompleted) << r->detail << "\n" << to_text(scenarios[i]);
        ASSERT_EQ(text_of(r->trace, scenarios[i]), text_of(first[i].trace, scenarios[i])) << to_text(scenarios[i]);
      }
    }
  }
  // What must have happened somewhere among many scenarios, or they test nothing.
  void expect_variety(const std::vector<Scenario>& scenarios) {
    int nested = 0;
    int stopped = 0;
    int zombies = 0;
    int queued = 0;
    for (const RunResult& r : shared_->run(scenarios, Density::kSparse)) {
      for (const Event& e : r.trace.events) nested += e.depth > 1 ? 1 : 0;
      for (const ThreadStatus& s : r.trace.statuses.back()) {
        stopped += s.state == ThreadState::kStopped ? 1 : 0;
        zombies += s.state == ThreadState::kZombie ? 1 : 0;
        queued += s.queued > 1 ? 1 : 0;
      }
    }
    for (const int seen : {nested, stopped, zombies, queued}) EXPECT_GT(seen, 0);
  }
  std::unique_ptr<Subject> shared_;
  std::unique_ptr<Subject> separate_;
};

TEST_F(RandomTest, ValidScenariosRunAlike) {
  SplitMix random(kSeed);
  std::vector<Scenario> scenarios;
  for (int i = 0; i < kScenarios; i++) scenarios.push_back(draw_scenario(random, kSteps));
  expect_alike(scenarios);
}

TEST_F(RandomTest, CrowdedScenariosRunAlike) {
  SplitMix random(kSeed);
  std::vector<Scenario> scenarios;
  for (int i = 0; i < kScenarios; i++) scenarios.push_back(draw_crowd(random));
  expect_alike(scenarios);
  expect_variety(scenarios);
}

}  // namespace
}  // namespace sigconform
