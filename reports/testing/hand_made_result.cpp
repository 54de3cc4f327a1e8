// A result by hand; see hand_made_result.h.
#include "reports/testing/hand_made_result.h"

#include "reports/testing/scenarios.h"

namespace sigconform::testing {
namespace {

constexpr ThreadId kMaker{{1}, {1}};

Event returned(std::uint8_t step, std::int32_t result) {
  Event event;
  event.thread = kMaker;
  event.step = step;
  event.result = result;
  return event;
}

Event taken(std::uint8_t step, Signo signo) {
  Event event = returned(step, signo.value);
  event.info = {signo.value, 0, kSiUser.value, PidName::of(ProcessId{1}), UserName{1}, 0};
  return event;
}

}  // namespace

Finding hand_made_finding() {
  Finding finding;
  finding.signature = "dequeue.synchronous-first event rt_sigtimedwait";
  finding.scenario = scenario_of(
      "process P1 user u1\n"
      "P1.T1 rt_sigprocmask block {SIGHUP, SIGSEGV}\n"
      "P1.T1 kill P1 SIGHUP\n"
      "     + kill P1 SIGSEGV\n"
      "P1.T1 rt_sigtimedwait {SIGHUP, SIGSEGV} zero\n");
  finding.original = finding.scenario;
  finding.original.steps.insert(finding.original.steps.end(), 3, finding.scenario.steps.back());
  finding.observed.events = {returned(0, 0), returned(1, 0), returned(2, 0), taken(3, kSigHup)};
  finding.observed.event_ends = {1, 1, 3, 4};
  finding.observed.statuses.resize(4);
  finding.divergence.step = 3;
  finding.divergence.thread = kMaker;
  finding.divergence.rule = Rule::kSynchronousFirst;
  finding.divergence.signo = kSigSegv;
  finding.divergence.observed = taken(3, kSigHup);
  finding.divergence.allowed = taken(3, kSigSegv);
  finding.first_seed = 77120;
  finding.repeated = finding.of = 20;
  finding.seen = 12;
  finding.minimize_runs = 42;
  return finding;
}

CampaignResult hand_made_result() {
  CampaignResult result;
  result.scenarios = 12345;
  result.operations = 246900;
  result.seconds = 6.5;
  result.unusual = 3;
  result.inconclusive = 1;
  result.rules.set();
  result.rules.reset(static_cast<std::size_t>(Rule::kForkInherits));
  result.rule_hits.fill(100);
  result.rule_hits[static_cast<std::size_t>(Rule::kForkInherits)] = 0;
  result.operation_counts.fill(10);
  result.operation_counts[0] = 90;
  result.rule_agreed = result.rule_hits;
  result.examples.offer(hand_made_finding().scenario,
                        {RuleSet{}, RuleSet{}.set(static_cast<std::size_t>(Rule::kOldestFirst))});
  result.rule_pairs.add(Rule::kSynchronousFirst, Rule::kOldestFirst, 2);
  result.findings.push_back(hand_made_finding());
  result.incidents.push_back(
      {Outcome::kDeadline, "no answer in time", 0x631b655fea6d4ae8, hand_made_finding().scenario});
  return result;
}

RunDescription hand_made_run() {
  RunDescription run;
  run.version = "0.1.0";
  run.subject = "host";
  run.kernel = "6.18.44";
  run.machine = "x86_64";
  run.dialect = "linux-6.18";
  run.seed = 7;
  run.options = {{"jobs", "2"}, {"scenarios", "at most 12,345"}};
  run.folder = "out/x";
  run.again = "sigconform run --seed 7 --scenarios 12345";
  return run;
}

}  // namespace sigconform::testing
