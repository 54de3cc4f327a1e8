// The frames: what was sent arrives whatever pieces the line cuts it into, and what was not sent is not believed.
#include "subjects/protocol.h"

#include <gtest/gtest.h>

namespace sigconform::protocol {
namespace {

Bytes bytes_of(std::string_view text) {
  const auto view = std::as_bytes(std::span(text.data(), text.size()));
  return {view.begin(), view.end()};
}

// Three frames, the second without a payload.
Bytes three_frames() {
  Bytes line;
  append_frame(line, FrameKind::kScenario, 7, bytes_of("hello"));
  append_frame(line, FrameKind::kResult, 8, {});
  append_frame(line, FrameKind::kHello, 9, bytes_of("there"));
  return line;
}

void expect_three_frames(FrameReader& reader, std::vector<Frame>& seen) {
  while (std::optional<Frame> frame = reader.next()) seen.push_back(std::move(*frame));
}

TEST(Frames, ArriveInWhateverPiecesTheyCome) {
  const Bytes line = three_frames();
  for (std::size_t piece = 1; piece <= line.size(); piece++) {
    FrameReader reader;
    std::vector<Frame> seen;
    for (std::size_t at = 0; at < line.size(); at += piece) {
      reader.feed(std::span(line).subspan(at, std::min(piece, line.size() - at)));
      expect_three_frames(reader, seen);
    }
    ASSERT_EQ(reader.error(), "");
    ASSERT_EQ(seen.size(), 3U);
    EXPECT_EQ(seen[0].kind, FrameKind::kScenario);
    EXPECT_EQ(seen[0].payload, bytes_of("hello"));
    EXPECT_EQ(seen[1].id, 8U);
    EXPECT_TRUE(seen[1].payload.empty());
    EXPECT_EQ(seen[2].payload, bytes_of("there"));
  }
}

TEST(Frames, NothingIsNoFrameAndNoError) {
  FrameReader reader;
  EXPECT_FALSE(reader.next().has_value());
  reader.feed({});
  EXPECT_FALSE(reader.next().has_value());
  EXPECT_EQ(reader.error(), "");
}

TEST(Frames, AnyFlippedBitIsNoticed) {
  Bytes good;
  append_frame(good, FrameKind::kResult, 3, bytes_of("payload"));
  for (std::size_t bit = 0; bit < good.size() * 8; bit++) {
    Bytes bad = good;
    bad[bit / 8] ^= std::byte{static_cast<unsigned char>(1U << bit % 8)};
    FrameReader reader;
    reader.feed(bad);
    // A longer length waits for more, which the deadline ends; all else is refused at once.
    EXPECT_FALSE(reader.next().has_value()) << bit;
  }
}

TEST(Frames, BabbleIsShownAsItCame) {
  FrameReader reader;
  reader.feed(bytes_of("Segmentation fault (core dumped), said the shell"));
  EXPECT_FALSE(reader.next().has_value());
  EXPECT_NE(reader.error().find("53 65 67 6d"), std::string::npos) << reader.error();
}

TEST(Frames, OtherBuildIsNamed) {
  Bytes line;
  append_frame(line, FrameKind::kHello, 0, {});
  line[8] ^= std::byte{1};  // within the version
  FrameReader reader;
  reader.feed(line);
  EXPECT_FALSE(reader.next().has_value());
  EXPECT_NE(reader.error().find("another build"), std::string::npos);
}

Capabilities some_capabilities() {
  Capabilities c;
  c.kernel = "6.18.0";
  c.machine = "x86_64";
  c.scheduling = Scheduling::kPreemptible;
  c.pid_namespace = true;
  c.missing = {{"SCHED_FIFO", "refused"}, {"thread status", ""}};
  c.partly_missing = {{"control groups", "none"}};
  return c;
}

TEST(Messages, HelloArrivesAsItWas) {
  const Capabilities sent = some_capabilities();
  const std::optional<Capabilities> got = decode_hello(encode_hello(sent));
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got->kernel, sent.kernel);
  EXPECT_EQ(got->machine, sent.machine);
  EXPECT_EQ(got->scheduling, Scheduling::kPreemptible);
  EXPECT_TRUE(got->pid_namespace);
  ASSERT_EQ(got->missing.size(), 2U);
  ASSERT_EQ(got->partly_missing.size(), 1U);
  EXPECT_EQ(got->partly_missing[0].why, "none");
  EXPECT_EQ(got->missing[0].what, "SCHED_FIFO");
  EXPECT_EQ(got->missing[0].why, "refused");
}

TEST(Messages, RequestArrivesAsItWas) {
  Scenario scenario;
  scenario.processes.push_back({});
  scenario.steps.push_back({{ProcessId{1}, {}}, op::Kill{PidArg::of(ProcessId{1}), kSigHup}, false});
  const std::optional<Request> got = decode_request(encode_request(scenario, Density::kDense));
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got->density, Density::kDense);
  EXPECT_EQ(got->scenario, scenario);
}

TEST(Messages, ResultArrivesAsItWas) {
  RunResult sent;
  sent.outcome = Outcome::kUnsettled;
  sent.detail = "step 1: moved";
  sent.trace.event_ends = {1};
  sent.trace.events.resize(1);
  sent.trace.events[0].result = -22;
  sent.trace.statuses.resize(1);
  const std::optional<RunResult> got = decode_result(encode_result(sent));
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got->outcome, sent.outcome);
  EXPECT_EQ(got->detail, sent.detail);
  EXPECT_EQ(got->trace.events, sent.trace.events);
  EXPECT_EQ(got->trace.event_ends, sent.trace.event_ends);
}

TEST(Messages, WitnessArrivesAsItWas) {
  for (const Witness witness : {Witness::kSeen, Witness::kUnseen, Witness::kBlind})
    EXPECT_EQ(decode_witness(encode_witness(witness)), witness);
  EXPECT_EQ(decode_witness({}), std::nullopt);
  EXPECT_EQ(decode_witness(bytes_of("x")), std::nullopt);
}

TEST(Messages, NoPrefixOfAMessageIsAMessage) {
  const Bytes hello = encode_hello(some_capabilities());
  const Bytes result = encode_result({Outcome::kDied, "gone", {}});
  for (std::size_t n = 0; n < hello.size(); n++) EXPECT_FALSE(decode_hello(std::span(hello).first(n)).has_value()) << n;
  for (std::size_t n = 0; n < result.size(); n++) {
    EXPECT_FALSE(decode_result(std::span(result).first(n)).has_value()) << n;
  }
}

}  // namespace
}  // namespace sigconform::protocol
