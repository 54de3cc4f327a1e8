// Properties that cannot fail prove nothing: every variation point of the dialect, turned over, is noticed by the
// property that is about it; and every invariant notices a world that breaks just what it says.
#include "model/text.h"
#include "model/versions.h"
#include "properties/metamorphic.h"
#include "properties/property_walk.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <map>
#include <set>

namespace sigconform {
namespace {

const std::map<std::string_view, std::string_view> kNoticedBy{
    {"coalesce-standard", "StandardSignalIsPendingOnce"},
    {"realtime-fifo", "OldestInstanceComesFirst"},
    {"private-first", "PrivateComesBeforeShared"},
    {"synchronous-first", "SynchronousComesFirst"},
    {"stop-flushes-cont", "StopRemovesPendingContinue"},
    {"cont-flushes-stop", "ContinueRemovesPendingStops"},
    {"cont-flushes-private-stop", "ContinueRemovesPendingStops"},
    {"blocked-ignored-kept", "BlockedSignalIsNotIgnored"},
    {"ignoring-discards-pending", "IgnoringDiscardsPending"},
    {"sa-mask-applies", "HandlerRunsWithItsMask"},
    {"first-exit-status-wins", "FirstCauseDecidesStatus"},
    {"overflow-refuses-sigqueue", "QueueLimitDecides"},
    {"overflow-loses-kill-info", "EveryInstanceHasOneFate"},
    {"fork-clears-pending", "ChildIsBornWithNothingPending"},
    {"forced-blocked-is-default", "FaultEndsWhomItCannotReach"},
    {"forced-unblocks", "FaultEndsWhomItCannotReach"},
    {"forced-ignored-is-default", "FaultEndsWhomItCannotReach"},
    {"forced-wakes-pending", "FaultEndsWhomItCannotReach"},
    {"forced-beyond-limit", "FaultTellsWhere"},
    {"forced-synchronous-first", "ForcedSynchronousIsDeliveredFirst"},
    {"forced-synchronous-ignores-mask", "ForcedSynchronousIsDeliveredFirst"},
    {"fault-to-the-thread", "FaultIsTakenAtOnce"},
    {"fault-tells-where", "FaultTellsWhere"},
    {"onstack-switches", "HandlerRunsOnItsStack"},
    {"altstack-busy", "SigaltstackAnswers"},
    {"altstack-minimum", "SigaltstackAnswers"},
    {"autodisarm-disarms", "SigaltstackReportsTheStack"},
    {"sigreturn-restores-altstack", "SigaltstackReportsTheStack"},
    {"altstack-not-shared", "SigaltstackReportsTheStack"},
    {"vfork-keeps-altstack", "ChildTellsItsStack"},
    {"fork-keeps-altstack", "ChildTellsItsStack"},
    {"altstack-overflow-detected", "NoFrameWithoutPlace"},
    {"restorer-needed", "NoFrameWithoutPlace"},
    {"undeliverable-becomes-segv", "LostSignalBecomesSigsegv"},
    {"unknown-flags-cleared", "ActionsAreAsInstalled"},
    {"return-takes-frame-mask", "MaskIsRestored"},
    {"nodefer-leaves-unblocked", "HandlerRunsWithItsMask"},
    {"resethand-resets", "ActionsAreAsInstalled"},
    {"signalfd-reads-own", "ReadGivesWhatTheReaderTook"},
    {"signalfd-takes-no-stop", "ReadGivesWhatTheReaderTook"},
    {"signalfd-wakes-readers", "ReadersHaveNothingToRead"},
    {"signalfd-fills-buffer", "ReadTakesWhatFits"},
    {"poll-asks-for-poller", "PollTellsOfThePoller"},
    {"ready-wins", "ReadyDescriptorIsTold"},
    {"ready-restores-mask", "MaskIsRestored"},
    {"fault-loses-signal", "UnwritableSignalIsGone"},
    {"timedwait-retargets", "OtherWaiterWakes"},
    {"sleep-tells-time-left", "SleepTellsTimeLeft"},
    {"fork-inherits-mask", "ChildInherits"},
    {"fork-inherits-limit", "ChildInherits"},
    {"fork-clears-pdeath", "ParentDeathSignalIsOnesOwn"},
    {"sighand-is-shared", "ActionsAreAsInstalled"},
    {"sharers-keep-pending", "IgnoringLeavesSharersAlone"},
    {"cleared-actions-keep-ignoring", "ActionsAreAsInstalled"},
    {"clone-parent-is-followed", "ChildInherits"},
    {"exit-signal-is-sent", "DeathSendsTheExitSignal"},
    {"only-sigchld-is-reaped", "CloneChildrenWaitToBeReaped"},
    {"adopted-dies-with-sigchld", "DeathSendsTheExitSignal"},
    {"subreaper-adopts", "OrphansGoToTheNearestSubreaper"},
    {"clone-children-are-apart", "WaitTakesItsClassOfChildren"},
    {"vfork-parent-sleeps", "VforkParentWaits"},
    {"vfork-defers", "VforkParentWaits"},
    {"vfork-dies-of-fatal", "ThreadCountsAgree"},
    {"dying-group-drops", "NothingIsQueuedForTheDead"},
    {"last-thread-decides", "ThreadCountsAgree"},
    {"notice-has-group-status", "DeathIsToldAlike"},
    {"nowait-has-group-status", "DeathIsToldAlike"},
    {"vfork-busy-survives", "BusyVforkParentSurvives"},
    {"vfork-keeps-shared", "SharedSignalStaysWithVfork"},
    {"vfork-delays-stop", "StopIsCompleteAtRest"},
    {"vfork-exec-releases", "VforkParentWaits"},
    {"exec-resets-caught", "ExecKnowsNoHandlers"},
    {"exec-keeps-ignored", "ExecKnowsNoHandlers"},
    {"exec-clears-flags", "ExecKnowsNoHandlers"},
    {"exec-keeps-mask", "ExecKeepsItsThread"},
    {"exec-keeps-pending", "ExecKeepsPending"},
    {"exec-kills-threads", "ExecIsAlone"},
    {"exec-keeps-pdeath", "ExecKeepsItsThread"},
    {"exec-secure-clears-pdeath", "ExecKeepsItsThread"},
    {"exec-saves-user", "ExecKeepsItsThread"},
    {"exec-drops-capabilities", "ExecKeepsItsThread"},
    {"stopped-outlives-fatal", "StoppedDiesOfSigkillOnly"},
    {"frozen-holds-signals", "FrozenThreadsDoNothing"},
    {"frozen-includes-freezer", "FrozenThreadsDoNothing"},
    {"frozen-reaches-children", "FrozenThreadsDoNothing"},
    {"frozen-dies-of-fatal", "FrozenDiesWithoutDumpOnly"},
    {"frozen-coredump-waits", "FrozenDiesWithoutDumpOnly"},
    {"freeze-interrupts-wait", "FreezeEndsSigtimedwait"},
    {"pidfd-flags-checked", "StrangeArgumentsAreRefused"},
    {"pidfd-process-group", "PidfdIsAnotherNameForKill"},
    {"pidfd-thread-code", "PidfdIsAnotherNameForKill"},
    {"forged-sender-kept", "SiginfoArrivesAsPassed"},
    {"long-tail-refused", "StrangeArgumentsAreRefused"},
    {"sigpipe-is-private", "FailedWriteSignalsItsThread"},
    {"file-limit-signals", "FailedWriteSignalsItsThread"},
    {"cpu-limit-signals", "ReachedCpuLimitIsTold"},
    {"cpu-limit-asks-running", "ReachedCpuLimitIsTold"},
    {"cpu-hard-limit-kills", "ReachedCpuLimitIsTold"},
    {"cpu-limit-moves-on", "CpuLimitIsKept"},
    {"fork-inherits-cpu-limit", "CpuLimitIsKept"},
    {"owner-permission", "OwnerIsOfTheSameUser"},
    {"sigio-fallback", "RefusedInputIsToldBySigio"},
    {"timer-has-own-entry", "TimerSignalCoalescesWithItsOwn"},
    {"timer-is-charged", "ChargesAreQueueEntries"},
    {"timer-prefers-current", "RunningThreadIsOfferedTimerSignals"},
    {"stale-timer-signal-dropped", "OnlyWhatWasTakenIsDelivered"},
    {"ignored-timer-is-parked", "RepeatingTimerWaitsToBeTaken"},
    {"overruns-count", "MissedExpiriesAreTold"},
    {"fork-clears-timers", "ChildIsBornWithoutTimers"},
    {"itimer-rearms-when-taken", "AlarmWaitsToBeTaken"},
    {"ignored-itimer-stops", "AlarmWaitsToBeTaken"},
    {"sigsys-is-synchronous", "ForcedSynchronousIsDeliveredFirst"},
    {"mask-change-retargets", "OtherWaiterWakes"},
    {"own-tid-may-be-lied-to", "HandledFaultIsASignal"},
    {"sigkill-has-no-entry", "SigkillIsNeverQueued"},
    {"pidfd-scopes", "PidfdIsAnotherNameForKill"},
    {"pidfd-of-threads", "PidfdIsAnotherNameForKill"},
    {"pidfd-self", "PidfdIsAnotherNameForKill"},
};

TEST(Mutants, EveryVariationPointIsNoticedByItsProperty) {
  for (const VariationPoint& point : variation_points()) {
    if (!kNoticedBy.contains(point.id)) {
      // Both its values are Linux's, at one time or another, and a scenario tells them apart (separate_test.cpp).
      EXPECT_NE(find_dated_point(point.id), nullptr) << point.id << " has no property that is about it";
      continue;
    }
    Dialect falsified;
    falsified.*point.point = false;
    const Property* property = find_property(kNoticedBy.at(point.id));
    ASSERT_NE(property, nullptr);
    const PropertyResult result = check_property(*property, falsified, 1, 100'000, {});
    EXPECT_FALSE(result.holds) << point.id << " is not noticed by " << property->id;
    EXPECT_LE(result.counterexample.steps.size(), 6u) << point.id << "\n" << to_text(result.counterexample);
  }
}

// The tasks and processes of a world that a mischief can be done to.
Task* find_task(World& w, bool (*holds)(const World&, const Task&)) {
  for (Task& t : w.tasks)
    if (t.id.process != kInit && holds(w, t)) return &t;
  return nullptr;
}
bool alive(const World&, const Task& t) { return t.state == TaskState::kInterruptible; }
JournalEntry* find_entry(Record& r, Happening what) {
  const auto at =
      std::find_if(r.journal.begin(), r.journal.end(), [=](const JournalEntry& j) { return j.what == what; });
  return at == r.journal.end() ? nullptr : &*at;
}
Event* find_handler(Record& r, bool with_info) {
  for (Event& e : r.events)
    if (e.kind == EventKind::kHandler && e.info.signo != 0 && (!with_info || e.info.code != 0)) return &e;
  return nullptr;
}
Event* find_return(Record& r, bool (*holds)(const Event&)) {
  for (Event& e : r.events)
    if (e.kind == EventKind::kReturned && holds(e)) return &e;
  return nullptr;
}

struct Mischief {
  std::string_view invariant;
  void (*done)(World&, Record&);
};

const Mischief kMischiefs[] = {
    {"QueuedSignalIsInPendingSet",
     [](World& w, Record&) {
       for (Task& t : w.tasks)
         if (!t.pending.list.empty()) t.pending.set = {};
     }},
    {"SigkillIsNeverQueued",
     [](World& w, Record&) {
       for (Task& t : w.tasks)
         if (!t.pending.list.empty()) t.pending.list.front().info.signo = kSigKill.value;
     }},
    {"ChargesAreQueueEntries",
     [](World& w, Record& r) {
       if (find_entry(r, Happening::kDequeued)) ++w.charged[1];
     }},
    {"NobodySleepsBesideADeliverableSignal",
     [](World& w, Record&) {
       if (Task* t = find_task(w, [](const World&, const Task& x) {
             return x.state == TaskState::kInterruptible && !x.pending.set.empty();
           }))
         t->blocked = {};
     }},
    {"LowestNumberComesFirst",
     [](World&, Record& r) {
       if (JournalEntry* j = find_entry(r, Happening::kDequeued)) j->info.signo = kLastSignal;
     }},
    {"ForcedSynchronousIsDeliveredFirst",
     [](World&, Record& r) {
       for (JournalEntry& j : r.journal)
         if (j.what == Happening::kDequeued && j.info.code > 0) j.info.code = 0;
     }},
    {"OnlyUnblockedSignalsAreTaken",
     [](World&, Record& r) {
       if (JournalEntry* j = find_entry(r, Happening::kDequeued)) j->mask = ~SignalSet{};
     }},
    {"IgnoredSignalIsDiscarded",
     [](World&, Record& r) {
       if (JournalEntry* j = find_entry(r, Happening::kIgnored)) j->what = Happening::kQueuedBare;
     }},
    {"OnlyPendingSignalsCoalesce",
     [](World&, Record& r) {
       if (JournalEntry* j = find_entry(r, Happening::kQueued)) j->what = Happening::kCoalesced;
     }},
    {"RefusedSenderIsTold",
     [](World&, Record& r) {
       if (Event* e = find_return(r, [](const Event& x) { return x.result == -11; })) e->result = 0;
     }},
    {"HandlerKnowsTheMaskItRestores",
     [](World&, Record& r) {
       if (Event* e = find_handler(r, true)) e->saved = ~e->saved;
     }},
    {"HandlerIsGivenTheInstanceThatWasTaken",
     [](World&, Record& r) {
       if (Event* e = find_handler(r, false)) ++e->info.value;
     }},
    {"HandlersNestOneByOne",
     [](World&, Record& r) {
       if (Event* e = find_handler(r, false)) ++e->depth;
     }},
    {"MaskIsRestored",
     [](World& w, Record& r) {
       if (find_handler(r, false)) w.tasks.back().blocked.add(kSigPwr);
     }},
    {"ActionsAreAsInstalled",
     [](World& w, Record& r) {
       if (find_handler(r, false)) w.sighands.back().action[kSigPwr.value - 1].handler = Handler::kIgnore;
     }},
    {"KillAndStopAreNeverBlocked", [](World& w, Record&) { w.tasks.back().blocked.add(kSigStop); }},
    {"KillAndStopAreNeverCaught",
     [](World& w, Record&) { w.sighands.front().action[kSigKill.value - 1].handler = Handler::kLog; }},
    {"SigpendingShowsBlockedPending",
     [](World&, Record& r) {
       for (Event& e : r.events) e.mask = ~e.mask;
     }},
    {"SigtimedwaitReturnsWhatItTook",
     [](World&, Record& r) {
       if (JournalEntry* j = find_entry(r, Happening::kDequeued)) ++j->info.value;
     }},
    {"NothingRunsAfterDeath",
     [](World&, Record& r) {
       if (JournalEntry* j = find_entry(r, Happening::kExits))
         r.journal.push_back({Happening::kPerforms, j->thread, false, {}, {}, 0, 0});
     }},
    {"NothingIsQueuedForTheDead",
     [](World&, Record& r) {
       const JournalEntry* j = find_entry(r, Happening::kExits);
       if (j != nullptr && j->thread.leader())
         r.journal.push_back({Happening::kQueued, j->thread, true, {kSigUsr1.value, 0, 0, {}, {}, 0}, {}, 0, 0});
     }},
    {"StoppedThreadsDoNothing",
     [](World& w, Record& r) {
       const Task* t = find_task(w, [](const World&, const Task& x) { return x.state == TaskState::kStopped; });
       if (t != nullptr) r.journal.push_back({Happening::kPerforms, t->id, false, {}, {}, 0, 0});
     }},
    {"DecidedStatusNeverChanges",
     [](World& w, Record&) {
       for (Process& g : w.processes)
         if (g.group_exit) ++g.group_exit_code;
     }},
    {"DeathIsToldAlike",
     [](World&, Record& r) {
       for (JournalEntry& j : r.journal)
         if (j.info.code == kCldKilled.value) j.info.code = kCldExited.value;
     }},
    {"ReapedChildIsGone",
     [](World& w, Record&) {
       for (Process& g : w.processes) g.dead = false;
     }},
    {"ActionTablesAreCounted", [](World& w, Record&) { ++w.sighands.back().users; }},
    {"ChildInherits",
     [](World& w, Record& r) {
       if (find_entry(r, Happening::kBorn)) w.tasks.back().blocked.add(kSigPwr);
     }},
    {"EverythingComesToRest", [](World& w, Record&) { w.tasks.back().state = TaskState::kRunnable; }},
    {"SleepersHaveNothingToDo",
     [](World& w, Record&) {
       if (Task* t = find_task(w, alive)) t->sigpending = true;
     }},
    {"WaitersAreQueued",
     [](World& w, Record&) {
       for (Process& g : w.processes) g.wait_queue.clear();
     }},
    {"FamiliesAgree", [](World& w, Record&) { w.tasks.front().children.clear(); }},
    {"OnlyLeadersAreZombies",
     [](World& w, Record&) {
       for (Task& t : w.tasks)
         if (t.state == TaskState::kReleased) t.exiting = false;
     }},
    {"ThreadCountsAgree", [](World& w, Record&) { ++w.processes.back().live; }},
    {"StopIsCompleteAtRest",
     [](World& w, Record&) {
       for (Process& g : w.processes) g.stop_stopped = false;
     }},
    {"NullSignalChangesNothing", [](World& w, Record&) { ++w.attach_count; }},
    {"QuestionsChangeNothing", [](World& w, Record&) { ++w.attach_count; }},
    {"FailedCallsChangeNothing", [](World& w, Record&) { ++w.attach_count; }},
    {"EveryStepReturnsOnce",
     [](World&, Record& r) {
       if (!r.events.empty()) r.events.push_back(r.events.back());
     }},
};

// The seed of the first scenario in which the mischief is noticed; -1 when it never is.
int noticed_at(const InvariantText& text, const Mischief& mischief) {
  for (int seed = 0; seed < 20'000; ++seed) {
    const std::unique_ptr<Invariant> invariant = text.make();
    Invariant* const one = invariant.get();
    const Tamper tamper = [&](World& w, Record& r, std::size_t) { mischief.done(w, r); };
    if (!walk(generate(scenario_seed(5, static_cast<std::uint64_t>(seed)), {}), {}, {&one, 1}, tamper).empty())
      return seed;
  }
  return -1;
}

TEST(Mutants, EveryInvariantNoticesItsMischief) {
  std::set<std::string_view> proven;
  for (const auto& [point, property] : kNoticedBy) proven.insert(property);
  for (const Mischief& m : kMischiefs) {
    const auto text = std::find_if(all_invariants().begin(), all_invariants().end(),
                                   [&](const InvariantText& t) { return t.id == m.invariant; });
    ASSERT_NE(text, all_invariants().end()) << m.invariant;
    EXPECT_GE(noticed_at(*text, m), 0) << m.invariant << " does not notice";
    proven.insert(m.invariant);
  }
  for (const InvariantText& text : all_invariants())
    EXPECT_TRUE(proven.contains(text.id)) << text.id << " was never seen to fail";
}

}  // namespace
}  // namespace sigconform
