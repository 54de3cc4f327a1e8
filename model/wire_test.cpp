// The wire codec: what is encoded comes back, and nothing else is believed.
#include "model/wire.h"

#include "model/testing/arbitrary.h"
#include "model/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <algorithm>

namespace sigconform {
namespace {

using testing::SplitMix;

wire::Bytes encoded(const Scenario& scenario) {
  wire::Bytes bytes;
  wire::encode(scenario, bytes);
  return bytes;
}
wire::Bytes encoded(const Trace& trace) {
  wire::Bytes bytes;
  wire::encode(trace, bytes);
  return bytes;
}

bool equal(const Trace& a, const Trace& b) {
  return a.events == b.events && a.event_ends == b.event_ends && a.statuses == b.statuses;
}

// What decodes must be what encode makes of it: there is one form only, and no invalid scenario has any.
void expect_canonical(std::span<const std::byte> bytes) {
  if (const auto scenario = wire::decode_scenario(bytes)) {
    RC_ASSERT(why_invalid(*scenario).empty());
    RC_ASSERT(std::ranges::equal(encoded(*scenario), bytes));
  }
  const auto trace = wire::decode_trace(bytes);
  if (!trace) return;
  RC_ASSERT(std::ranges::equal(encoded(*trace), bytes));
  for (const Event& event : trace->events)
    RC_ASSERT(event.kind <= EventKind::kBorn && event.action.handler <= Handler::kQuery &&
              slot_of(event.thread) < kThreadSlots && event.step < kMaxSteps);
  for (const auto& statuses : trace->statuses)
    for (const ThreadStatus& status : statuses)
      RC_ASSERT(status.state <= ThreadState::kUninterruptible && slot_of(status.thread) < kThreadSlots);
}

RC_GTEST_PROP(Wire, ScenarioComesBackAsItWasSent, ()) {
  const Scenario scenario = *testing::scenarios();
  const auto decoded = wire::decode_scenario(encoded(scenario));
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(*decoded == scenario);
}

RC_GTEST_PROP(Wire, TraceComesBackAsItWasSent, (std::uint64_t seed)) {
  SplitMix random{seed};
  const Trace trace = testing::draw_trace(random);
  const auto decoded = wire::decode_trace(encoded(trace));
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(equal(*decoded, trace));
}

RC_GTEST_PROP(Wire, EncodingAppendsAndLeavesWhatWasThere, ()) {
  const Scenario scenario = *testing::scenarios();
  wire::Bytes bytes(3, std::byte{7});
  wire::encode(scenario, bytes);
  RC_ASSERT(bytes[2] == std::byte{7});
  RC_ASSERT(wire::decode_scenario(std::span{bytes}.subspan(3)) == scenario);
}

RC_GTEST_PROP(Wire, RandomBytesNeverDecodeToAnythingThatEncodeWouldNotMake, (std::vector<std::uint8_t> bytes)) {
  // Most random counts are refused at once, so half of the inputs begin like an empty layout or trace.
  if (!bytes.empty() && *rc::gen::arbitrary<bool>()) bytes[0] = static_cast<std::uint8_t>(bytes[0] % 3);
  expect_canonical(std::as_bytes(std::span{bytes}));
}

RC_GTEST_PROP(Wire, TruncatedOrExtendedScenarioIsRefused, ()) {
  wire::Bytes bytes = encoded(*testing::scenarios());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    RC_ASSERT(!wire::decode_scenario(std::span{bytes}.first(size)).has_value());
  bytes.push_back(std::byte{0});
  RC_ASSERT(!wire::decode_scenario(bytes).has_value());
}

RC_GTEST_PROP(Wire, TruncatedOrExtendedTraceIsRefused, (std::uint64_t seed)) {
  SplitMix random{seed};
  wire::Bytes bytes = encoded(testing::draw_trace(random));
  for (std::size_t size = 0; size < bytes.size(); size += 1 + random.below(8))
    RC_ASSERT(!wire::decode_trace(std::span{bytes}.first(size)).has_value());
  bytes.push_back(std::byte{0});
  RC_ASSERT(!wire::decode_trace(bytes).has_value());
}

RC_GTEST_PROP(Wire, OneChangedByteGivesAnotherCanonicalFormOrIsRefused, (std::uint64_t seed)) {
  SplitMix random{seed};
  for (wire::Bytes bytes : {encoded(testing::draw_scenario(random)), encoded(testing::draw_trace(random))}) {
    for (int i = 0; i < 40; ++i) {
      std::byte& changed = bytes[random.below(bytes.size())];
      const std::byte before = changed;
      changed = static_cast<std::byte>(random.one_in(2) ? random.below(4) : random.next());
      expect_canonical(bytes);
      changed = before;
    }
  }
}

TEST(Wire, InvalidScenarioIsRefusedAlthoughItsBytesAreWellFormed) {
  Scenario scenario;
  scenario.processes.push_back({});
  scenario.steps.push_back({{ProcessId{1}, {}}, op::Fork{ProcessId{2}}, false});
  ASSERT_TRUE(wire::decode_scenario(encoded(scenario)).has_value());
  scenario.steps.push_back(scenario.steps[0]);
  EXPECT_FALSE(wire::decode_scenario(encoded(scenario)).has_value());
}

TEST(Wire, TraceWhoseIntervalsRunBackwardsOrPastTheEventsIsRefused) {
  Trace trace;
  trace.events.resize(2);
  trace.event_ends = {1, 2};
  ASSERT_TRUE(wire::decode_trace(encoded(trace)).has_value());
  trace.event_ends = {2, 1};
  EXPECT_FALSE(wire::decode_trace(encoded(trace)).has_value());
  trace.event_ends = {1, 3};
  EXPECT_FALSE(wire::decode_trace(encoded(trace)).has_value());
}

TEST(Wire, EventsAfterTheLastFinishedStepAreKept) {
  Trace trace;
  trace.events.resize(3);
  trace.event_ends = {1};
  EXPECT_TRUE(wire::decode_trace(encoded(trace)).has_value());
}

TEST(Wire, LargestScenarioFitsInEightKilobytes) {
  Scenario scenario;
  scenario.processes.push_back({});
  const PidArg pid = PidArg::of(ProcessId{1});
  const op::RtTgsigqueueinfo largest{pid, pid, kSigUsr1, kSiQueue, SigValue{-1}};
  scenario.steps.assign(kMaxSteps, {{ProcessId{1}, {}}, largest, false});
  EXPECT_LE(encoded(scenario).size(), 8192U);
}

}  // namespace
}  // namespace sigconform
