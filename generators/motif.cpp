// The motifs; see motif.h.
#include "generators/motif.h"

#include "model/model.h"

#include <array>
#include <optional>

namespace sigconform {
namespace {

using Threads = std::vector<ThreadId>;

Threads awake(const World& world) {
  Threads out;
  for (const Task& t : world.tasks)
    if (t.id.process != kInit && ready(world, t.id)) out.push_back(t.id);
  return out;
}

// A SIGCONT that comes between the first and the last thread of a group stop: a helper waits for a signal with the
// SIGCONT behind it; one burst sends the stop and wakes the helper, who runs after the first thread of the victim has
// stopped and before the others have.
std::vector<Step> interrupted_stop(Rng& rng, const World& world) {
  const Threads threads = awake(world);
  std::optional<ProcessId> victim;
  for (const ThreadId t : threads)
    if (!t.leader()) victim = t.process;
  if (!victim) return {};
  Threads others;
  for (const ThreadId t : threads)
    if (t.process != *victim) others.push_back(t);
  if (others.size() < 2) return {};
  const auto first = static_cast<std::size_t>(rng.below(static_cast<int>(others.size()) - 1));
  const ThreadId helper = others[first], sender = others[first + 1];
  constexpr std::array kStops{kSigStop, kSigTstp, kSigTtin, kSigTtou};
  const Signo call{rng.between(kFirstRealtime, kLastSignal)};
  const PidArg helper_process = PidArg::of(helper.process), whom = PidArg::of(*victim);
  return {
      {helper, op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(call)}, false},
      {helper, op::RtSigtimedwait{SignalSet::of(call), WaitTime::kForever}, false},
      {helper, op::Kill{whom, kSigCont}, true},
      {sender, op::Kill{whom, rng.one_of(kStops)}, false},
      {sender, op::Tgkill{helper_process, PidArg::of(helper), call}, true},
  };
}

// A blocked synchronous signal that claims to come from the kernel, and an unblocked one that does not.
std::vector<Step> forced_synchronous(Rng& rng, const World& world) {
  const Threads threads = awake(world);
  if (threads.empty()) return {};
  const ThreadId self = rng.one_of(threads);
  constexpr std::array kSignals{kSigIll, kSigTrap, kSigBus, kSigFpe, kSigSegv, kSigSys};
  const auto at = static_cast<std::size_t>(rng.below(static_cast<int>(kSignals.size())));
  const Signo blocked = kSignals[at], plain = kSignals[(at + 1) % kSignals.size()];
  const PidArg process = PidArg::of(self.process), thread = PidArg::of(self);
  const SiCode forced = rng.chance(70) ? SiCode{rng.between(1, 4)} : kSiKernel;
  return {
      {self, op::RtSigaction{blocked, Handler::kLog, kSaSiginfo, {}}, false},
      {self, op::RtSigaction{plain, Handler::kLog, kSaSiginfo, {}}, false},
      {self, op::RtSigprocmask{MaskHow::kBlock, SignalSet::of(blocked)}, false},
      {self, op::RtTgsigqueueinfo{process, thread, blocked, forced, SigValue{7}}, false},
      {self, op::Tgkill{process, thread, plain}, false},
  };
}

// A signal that comes while exec waits for the other threads to go: a helper waits for a signal with the sending behind
// it; one burst wakes the helper and executes.
std::vector<Step> signal_during_exec(Rng& rng, const World& world) {
  const Threads threads = awake(world);
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

// A child whose effective user is not its real one wants to hear of its parent's death, and executes.
std::vector<Step> secure_exec(Rng& rng, const World& world) {
  for (const ThreadId t : awake(world)) {
    const ThreadRef ref = world.find(t);
    const ThreadRef parent = world.group_of(ref).real_parent;
    const Cred& cred = world.task(ref).cred;
    if (!cred.cap_setuid || !ready(world, world.task(parent).id) || world.task(parent).id.process == kInit) continue;
    const auto other = static_cast<std::int8_t>(cred.real % kMaxUsers + 1);
    return {
        {t, op::Setresuid{UserArg{}, UserArg{other}, UserArg{}}, false},
        {t, op::SetPdeathsig{rng.chance(50) ? kSigUsr1 : kSigTerm}, false},
        {t, op::Execve{ExecFile::kSelf}, false},
        {world.task(parent).id, op::Exit{}, false},
    };
  }
  return {};
}

}  // namespace

std::vector<Step> draw_motif(Rng& rng, const World& world) {
  if (rng.chance(25)) return rng.chance(50) ? signal_during_exec(rng, world) : secure_exec(rng, world);
  return rng.chance(50) ? interrupted_stop(rng, world) : forced_synchronous(rng, world);
}

}  // namespace sigconform
