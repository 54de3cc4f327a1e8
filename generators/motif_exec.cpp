// Motifs of exec: what comes over it, what does not, and what happens while it waits.
#include "generators/motif.h"
#include "model/model.h"

#include <array>
#include <optional>

namespace sigconform {
namespace {

// A signal that comes while exec waits for the other threads to go: a helper waits for a signal with the sending behind
// it; one burst wakes the helper and executes.
std::vector<Step> signal_during_exec(Rng& rng, const World& world) {
  const std::vector<ThreadId> threads = awake_threads(world);
  std::optional<ThreadId> executing, helper;
  for (const ThreadId t : threads)
    if (world.process(world.process_at[t.process.index]).live > 1 && (!executing || rng.chance(50))) executing = t;
  for (const ThreadId t : threads)
    if (executing && t.process != executing->process && (!helper || rng.chance(50))) helper = t;
  if (!helper) return {};
  constexpr std::array kSent{kSigTerm, kSigUsr1, kSigUsr2, kSigKill, kSigStop, kSigAbrt};
  const Signo call{rng.between(kFirstRealtime, kLastSignal)}, sent = rng.one_of(kSent);
  const Handler handler = rng.chance(70) ? Handler::kLog : Handler::kDefault;
  return {
      {*executing, op::RtSigaction{sent, handler, kSaSiginfo, {}}, false},
      {*helper, op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(call)}, false},
      {*helper, op::RtSigtimedwait{SignalSet::of(call), WaitTime::kForever}, false},
      {*helper, op::Kill{PidArg::of(executing->process), sent}, true},
      {*executing, op::Tgkill{PidArg::of(helper->process), PidArg::of(*helper), call}, false},
      {*executing, op::Execve{ExecFile::kSelf}, true},
  };
}

// A child whose effective user is not its real one wants to hear of its parent's death, and executes. What is left
// of it shows when it becomes the other user again.
std::vector<Step> secure_exec(Rng& rng, const World& world) {
  for (const ThreadId t : awake_threads(world)) {
    const ThreadRef ref = world.find(t);
    const ThreadRef parent = world.group_of(ref).real_parent;
    const Cred& cred = world.task(ref).cred;
    if (!cred.cap_setuid || !ready(world, world.task(parent).id) || world.task(parent).id.process == kInit) continue;
    const auto other = static_cast<std::int8_t>(cred.real % kMaxUsers + 1);
    const op::Setresuid become_other{UserArg{}, UserArg{other}, UserArg{}};
    std::vector<Step> steps{
        {t, become_other, false},
        {t, op::SetPdeathsig{rng.chance(50) ? kSigUsr1 : kSigTerm}, false},
    };
    const bool drops = rng.chance(50);
    if (drops) steps.push_back({t, op::DropCapabilities{}, false});
    steps.push_back({t, op::Execve{ExecFile::kSelf}, false});
    if (drops || rng.chance(50)) {
      const ThreadId now{t.process, {}};
      steps.push_back({now, op::Setresuid{UserArg{}, UserArg{cred.real}, UserArg{}}, false});
      steps.push_back({now, become_other, false});
    }
    steps.push_back({world.task(parent).id, op::Exit{}, false});
    return steps;
  }
  return {};
}

// A signal of a timer, or one that says so, is pending when its process executes.
std::vector<Step> timer_signal_over_exec(Rng& rng, const World& world) {
  const std::vector<ThreadId> threads = awake_threads(world);
  if (threads.empty()) return {};
  const ThreadId self = rng.one_of(threads);
  const PidArg process = PidArg::of(self.process), thread = PidArg::of(self);
  constexpr std::array kSignals{kSigUsr1, kSigUsr2, kSigTerm, Signo{34}};
  const Signo sig = rng.one_of(kSignals);
  std::vector<Step> steps{{self, op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(sig)}, false}};
  const auto then = [&](const Operation& operation) { steps.push_back({self, operation, false}); };
  if (rng.chance(50)) {
    then(op::TimerCreate{TimerName::kFirst, TimerNotify::kSignal, sig, process, SigValue{1}});
    then(op::TimerSettime{TimerName::kFirst, TimerTime::kNow, TimerRepeat::kOnce});
  } else {
    then(op::RtTgsigqueueinfo{process, thread, sig, kSiTimer, SigValue{1}});
  }
  if (rng.chance(50)) then(op::Kill{process, sig});
  then(op::Execve{ExecFile::kSelf});
  then(op::RtSigpending{});
  return steps;
}

}  // namespace

std::vector<Step> exec_motif(Rng& rng, const World& world) {
  constexpr std::array kMotifs{signal_during_exec, secure_exec, timer_signal_over_exec};
  return rng.one_of(kMotifs)(rng, world);
}

}  // namespace sigconform
