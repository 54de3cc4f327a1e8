// Invariants of descriptors that have an owner: whom they tell, by which signal, and what it says. Decided from what
// was asked for and the users of before, not from how owners are found.
#include "model/input.h"
#include "model/text.h"
#include "properties/invariant_at_once.h"

#include <algorithm>
#include <array>

namespace sigconform {
namespace {

// Signals whose positive codes mean something else: a fault, a breakpoint, a child, a filter.
constexpr SignalSet kHaveCodes = SignalSet::of(kSigIll, kSigTrap, kSigBus, kSigFpe, kSigSegv, kSigChld, kSigSys);

bool is_bare(const SignalInfo& info) { return info == SignalInfo{info.signo, 0, kSiKernel.value, {}, {}, 0}; }
// The kernel says nothing but that, or what came in.
bool is_notice(const JournalEntry& entry) {
  return entry.what == Happening::kGenerated && (is_bare(entry.info) || tells_of_input(entry.info));
}

std::string as_asked_for(const Operation& begun, ThreadId, const JournalEntry* next) {
  const auto* notify = std::get_if<op::NotifyOwner>(&begun);
  if (notify == nullptr || next == nullptr || !is_notice(*next)) return {};
  if (notify->owner.kind == PidArg::Kind::kZero) return "somebody was told on behalf of nobody";
  const bool urgent = notify->event == AsyncEvent::kUrgent;
  const bool chosen = !urgent && notify->sig.valid();
  const Signo sig = chosen ? notify->sig : urgent ? kSigUrg : kSigIo;
  if (next->info.signo != sig.value) return "the owner was told by " + to_text(Signo{next->info.signo});
  if (chosen == is_bare(next->info)) return to_text(sig) + " says too much, or too little";
  if (chosen && kHaveCodes.contains(sig) == (next->info.code == kPollInput.value))
    return "the si_code of " + to_text(sig) + " means something else";
  if (next->shared == (notify->call == OwnerCall::kThread)) return to_text(sig) + " is for the wrong queue";
  const bool one = notify->owner.kind == PidArg::Kind::kTask && notify->call != OwnerCall::kGroup;
  return !one || next->thread == notify->owner.task ? "" : to_text(next->thread) + " was told, which is not the owner";
}

// Each that is of one of the setter's users.
std::string every_member(const Burst& burst) {
  const Operation* o = burst.single_operation();
  const auto* notify = o == nullptr ? nullptr : std::get_if<op::NotifyOwner>(o);
  const Event* e = burst.return_of(burst.last);
  if (notify == nullptr || e == nullptr) return {};
  if (e->result == -static_cast<std::int64_t>(Errno::kOpNotSupp)) return "a local socket has no urgent data";
  if (e->result != 0) return {};
  const bool plain = notify->call == OwnerCall::kSetOwn && notify->owner.kind == PidArg::Kind::kGroup;
  if (!plain && (notify->call != OwnerCall::kGroup || notify->owner.kind != PidArg::Kind::kTask)) return {};
  const Cred& setter = burst.before.task(burst.before.find(burst.actor())).cred;
  for (const Process& g : burst.before.processes) {
    if (g.dead || g.pgrp != PidName::of(notify->owner.task)) continue;
    const Cred& owner = burst.before.task(g.leader).cred;
    const std::array users{setter.real, setter.effective};
    if (std::none_of(users.begin(), users.end(), [&](auto u) { return u == owner.real || u == owner.saved; })) continue;
    const auto tells = [&](const JournalEntry& entry) { return is_notice(entry) && entry.thread.process == g.id; };
    if (std::none_of(burst.journal.begin(), burst.journal.end(), tells))
      return to_text(g.id) + " is of the group that owns the descriptor, and was not told";
  }
  return {};
}

}  // namespace

std::span<const InvariantText> notice_invariants() {
  static const std::array kTexts{
      invariant<AtOnce<as_asked_for>>(
          "OwnerIsToldAsAsked",
          "The owner of a descriptor is told of input by the chosen signal, which says what came in by a code that "
          "means "
          "nothing else, or by SIGIO, and of urgent data by SIGURG; a thread is told alone, nobody is not told.",
          "F_SETOWN(2const); F_SETSIG(2const); socket(7)"),
      invariant<Settled<every_member>>("EveryOwnerIsTold",
                                       "Of a group that owns a descriptor every process is told, of urgent data "
                                       "too.",
                                       "F_SETOWN(2const); fs/fcntl.c send_sigio()"),
  };
  return kTexts;
}

}  // namespace sigconform
