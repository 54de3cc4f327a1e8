// Faults on the host kernel: that each is the one that its name says, is told of by its name, and is left behind by
// its handler, whatever else runs on the stack.
#include "subjects/testing.h"

namespace sigconform {
namespace {

using namespace testing;

struct Expected {
  FaultKind kind;
  std::int32_t code;
  FaultAddress address;
  std::int32_t error;
};
constexpr Expected kExpected[] = {
    {FaultKind::kUnmapped, kSegvMaperr.value, FaultAddress::kUnmapped, 0},
    {FaultKind::kReadOnly, kSegvAccerr.value, FaultAddress::kReadOnly, 0},
    {FaultKind::kBeyondEnd, kBusAdrerr.value, FaultAddress::kBeyondEnd, 0},
    {FaultKind::kDivision, kFpeIntdiv.value, FaultAddress::kDivision, 0},
    {FaultKind::kUndefined, kIllIllopn.value, FaultAddress::kUndefined, 0},
    {FaultKind::kBreakpoint, kSiKernel.value, FaultAddress::kNone, 0},
    {FaultKind::kFilteredCall, kSysSeccomp.value, FaultAddress::kFilteredCall, kFilterData},
};

// With one address space for all puppets, and with one for each process.
class Faults : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    SubjectOptions options;
    options.share_memory = GetParam();
    try {
      subject_ = start_host(options);
    } catch (const SubjectUnavailable& missing) {
      GTEST_SKIP() << missing.what();
    }
  }
  Trace run(const Script& script) {
    const std::vector<RunResult> results = subject_->run(std::span(&script.scenario, 1), Density::kDense);
    EXPECT_EQ(results.at(0).outcome, Outcome::kCompleted) << results.at(0).detail;
    return results.at(0).trace;
  }
  std::unique_ptr<Subject> subject_;
};

TEST_P(Faults, AreToldByTheirNamesAndLeftBehind) {
  for (const Expected& expected : kExpected) {
    const Signo sig = signal_of(expected.kind);
    SignalInfo info{sig.value, expected.error, expected.code, {}, {}, 0};
    info.address = expected.address;
    for (const ActionFlags flags : {kSaSiginfo, ActionFlags{}}) {
      const Trace trace = run(Script({{kInit, 1, false, 1}})
                                  .then(kP1, op::RtSigaction{sig, Handler::kLog, flags, {}})
                                  .then(kP1, op::Fault{expected.kind})
                                  .then(kP1, op::Fault{expected.kind}));
      ASSERT_EQ(handlers(trace).size(), 2U);
      EXPECT_EQ(handlers(trace)[1].info, flags == kSaSiginfo ? info : (SignalInfo{sig.value, 0, 0, {}, {}, 0}));
      EXPECT_EQ(returned(trace, 1).result, 0);
      EXPECT_EQ(returned(trace, 2).result, 0);
    }
  }
}

TEST_P(Faults, EndTheirProcess) {
  for (const Expected& expected : kExpected) {
    const Trace trace = run(Script({{kInit, 1, false, 1}, {ProcessId{1}, 1, false, 1}})
                                .then(kP2, op::Fault{expected.kind})
                                .then(kP1, op::Wait4{PidArg::of(ProcessId{2}), kWNoHang}));
    EXPECT_EQ(returned(trace, 1).status, signal_of(expected.kind).value);
  }
}

// A handler parked on top of a fault, and others on top of it, that are no faults although they say so.
TEST_P(Faults, AreToldFromLies) {
  const PidArg self = PidArg::of(kP1);
  const op::RtTgsigqueueinfo lie{self, self, kSigSegv, kSegvMaperr, SigValue{512}};
  const Trace trace = run(Script({{kInit, 1, false, 1}})
                              .then(kP1, op::RtSigaction{kSigSegv, Handler::kPark, kSaSiginfo | kSaNoDefer, {}})
                              .then(kP1, lie)
                              .then(kP1, op::Fault{FaultKind::kUnmapped})
                              .then(kP1, lie)
                              .then(kP1, op::Return{})
                              .then(kP1, op::Return{})
                              .then(kP1, op::Return{})
                              .then(kP1, op::RtSigpending{}));
  ASSERT_EQ(handlers(trace).size(), 3U);
  EXPECT_EQ(handlers(trace)[0].info.pid, PidName::of(kP1));
  EXPECT_EQ(handlers(trace)[1].info.address, FaultAddress::kUnmapped);
  EXPECT_EQ(handlers(trace)[2].info.address, FaultAddress::kNone);
  for (const int step : {1, 2, 3, 7}) EXPECT_EQ(returned(trace, static_cast<std::uint8_t>(step)).result, 0);
}

INSTANTIATE_TEST_SUITE_P(Memory, Faults, ::testing::Bool(),
                         [](const auto& shared) { return shared.param ? "Shared" : "Separate"; });

}  // namespace
}  // namespace sigconform
