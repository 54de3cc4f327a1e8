// Properties that cannot fail prove nothing: every variation point of the dialect, turned over, is noticed by the
// property that is about it; and every invariant and law notices a model that breaks just what it says.
#include "model/text.h"
#include "properties/metamorphic.h"
#include "properties/noticed_by.h"
#include "properties/property_walk.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <set>

namespace sigconform {
namespace {

TEST(Mutants, EveryVariationPointIsNoticedByItsProperty) {
  for (const VariationPoint& point : variation_points()) {
    ASSERT_NE(kNoticedBy.contains(point.id), kNoPropertyBecause.contains(point.id))
        << point.id << " has no property that is about it, and no excuse, or both";
    if (kNoPropertyBecause.contains(point.id)) continue;
    Dialect falsified;
    falsified.*point.point = false;
    const Property* property = find_property(kNoticedBy.at(point.id));
    ASSERT_NE(property, nullptr);
    const PropertyResult result = check_property(*property, falsified, 1, 100'000, {});
    EXPECT_FALSE(result.holds) << point.id << " is not noticed by " << property->id;
    EXPECT_LE(result.counterexample.steps.size(), 6u) << point.id << "\n" << to_text(result.counterexample);
  }
}

TEST(Mutants, FewPointsHaveNoProperty) {
  for (const auto& [point, reason] : kNoPropertyBecause) {
    EXPECT_NE(find_variation_point(point), nullptr) << point;
    EXPECT_FALSE(reason.empty()) << point;
  }
  EXPECT_LT(kNoPropertyBecause.size() * kPointsPerExcuse, variation_points().size());
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

// A model that does something wrong around the real one.
struct BrokenModel {
  std::string_view law;
  Apply apply;
};

void then_mask(World& w, Signo sig) { w.tasks.back().blocked.add(sig); }

std::vector<BrokenModel> broken_models() {
  const auto around = [](auto wrong) -> Apply {
    return [wrong](World& w, const Scenario& s, std::size_t first, std::size_t last, Choices& c, const Dialect& d,
                   Record& r) mutable {
      apply(w, s, first, last, c, d, r);
      wrong(w, s, first, last, r);
    };
  };
  using S = const Scenario&;
  using N = std::size_t;
  return {
      {"SameScenarioSameTrace", around([n = 0](World& w, S, N, N, Record&) mutable {
         if (++n % 7 == 0) then_mask(w, kSigPwr);
       })},
      {"DenseAndSparseAgree", around([](World& w, S, N, N, Record&) { then_mask(w, kSigPwr); })},
      {"LaterStepsDoNotChangeThePast", around([](World& w, S s, N, N, Record&) {
         if (s.steps.size() % 2 == 0) then_mask(w, kSigPwr);
       })},
      {"QuietBurstIsItsSteps", around([](World& w, S, N first, N last, Record&) {
         if (last > first) then_mask(w, kSigPwr);
       })},
      {"IndependentStepsCommute", around([](World& w, S s, N first, N, Record&) {
         w.attach_count = static_cast<std::uint16_t>(w.attach_count * 2 + s.steps[first].actor.process.index);
       })},
      {"GroupIsSignalledAsItsMembersAre", around([](World& w, S s, N first, N, Record&) {
         const auto* kill = std::get_if<op::Kill>(&s.steps[first].operation);
         if (kill && kill->pid.kind == PidArg::Kind::kGroup) then_mask(w, kSigPwr);
       })},
      {"RepeatedStandardSignalAddsNothing", around([](World& w, S, N, N, Record&) { ++w.attach_count; })},
      {"PidfdIsAnotherNameForKill", around([](World& w, S s, N first, N, Record&) {
         if (std::holds_alternative<op::PidfdSendSignal>(s.steps[first].operation)) then_mask(w, kSigPwr);
       })},
      {"HandledFaultIsASignal", around([](World& w, S s, N first, N, Record&) {
         if (std::holds_alternative<op::Fault>(s.steps[first].operation)) then_mask(w, kSigPwr);
       })},
      {"RealtimeNumbersAreNames", around([](World& w, S, N, N, Record&) {
         for (Task& t : w.tasks) t.blocked.remove(Signo{40});
       })},
      {"ProcessNamesAreNames", around([](World& w, S, N, N, Record&) {
         for (Task& t : w.tasks)
           if (t.id.process.index % 2 == 0) t.blocked.add(kSigPwr);
       })},
      {"ThreadNamesAreNames", around([](World& w, S, N, N, Record&) {
         for (Task& t : w.tasks)
           if (t.id.thread.index == kMaxThreadsPerProcess) t.blocked.add(kSigPwr);
       })},
  };
}

TEST(Mutants, EveryLawNoticesABrokenModel) {
  const std::vector<Law> laws = all_laws();
  std::set<std::string_view> proven;
  for (const BrokenModel& model : broken_models()) {
    const auto law = std::find_if(laws.begin(), laws.end(), [&](const Law& l) { return l.id == model.law; });
    ASSERT_NE(law, laws.end()) << model.law;
    bool noticed = false;
    for (std::uint64_t seed = 0; seed < 5000 && !noticed; ++seed)
      noticed = !law->check(generate(scenario_seed(6, seed), {}), {}, model.apply).empty();
    EXPECT_TRUE(noticed) << model.law << " does not notice";
    proven.insert(model.law);
  }
  for (const Law& law : laws) EXPECT_TRUE(proven.contains(law.id)) << law.id << " was never seen to fail";
}

}  // namespace
}  // namespace sigconform
