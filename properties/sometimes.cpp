// What must be seen sometimes; see sometimes.h.
#include "properties/sometimes.h"

#include "model/text.h"

#include <algorithm>
#include <bitset>
#include <deque>
#include <utility>

namespace sigconform {
namespace {

inline constexpr std::size_t kSightsMax = 640;
using Sights = std::bitset<kSightsMax>;

// The errors that each operation's manual page names, as far as a scenario can bring them about. Errno{0} is success.
struct Answers {
  Operation operation;
  std::vector<Errno> errors;
};

const std::vector<Answers>& answers() {
  using enum Errno;
  static const std::vector<Answers> list{
      {op::Kill{}, {Errno{}, kInval, kPerm, kSrch}},
      {op::Tkill{}, {Errno{}, kInval, kPerm, kSrch}},
      {op::Tgkill{}, {Errno{}, kInval, kPerm, kSrch}},
      {op::RtSigqueueinfo{}, {Errno{}, kAgain, kInval, kPerm, kSrch}},
      {op::RtTgsigqueueinfo{}, {Errno{}, kAgain, kInval, kPerm, kSrch}},
      {op::QueueSiginfo{}, {Errno{}, kAgain, kFault, kInval, kPerm, kSrch, kTooBig}},
      {op::PidfdSendSignal{}, {Errno{}, kAgain, kBadf, kFault, kInval, kNoEnt, kPerm, kSrch, kTooBig}},
      {op::Write{}, {Errno{}, kFBig, kPipe}},
      {op::NotifyOwner{}, {Errno{}, kInval, kSrch}},
      {op::RtSigaction{}, {Errno{}, kInval}},
      {op::RtSigprocmask{}, {Errno{}, kInval}},
      {op::RtSigpending{}, {Errno{}}},
      {op::RtSigtimedwait{}, {Errno{}, kAgain, kIntr, kInval}},
      {op::Block{}, {kIntr}},
      {op::BlockUnder{}, {kIntr}},
      {op::Poll{}, {Errno{}, kBadf, kIntr}},
      {op::PollUnder{}, {Errno{}, kBadf, kIntr}},
      {op::CreateSignalfd{}, {Errno{}, kInval}},
      {op::Signalfd4{}, {Errno{}, kBadf, kInval}},
      {op::ReadSignalfd{}, {Errno{}, kAgain, kBadf, kFault, kIntr, kInval}},
      {op::CloseSignalfd{}, {Errno{}, kBadf}},
      {op::RtSigtimedwaitUnwritable{}, {kAgain, kFault}},
      {op::PassBadSet{}, {kFault, kInval}},
      {op::Return{}, {Errno{}}},
      {op::ReturnWithMask{}, {Errno{}}},
      {op::LeaveHandler{}, {Errno{}}},
      {op::Sigaltstack{}, {Errno{}, kInval, kNoMem, kPerm}},
      {op::Fork{}, {Errno{}}},
      {op::Vfork{}, {Errno{}}},
      {op::CloneThread{}, {Errno{}}},
      {op::Clone3{}, {Errno{}, kInval}},
      {op::Execve{}, {Errno{}, kNoEnt, kAccess, kFault}},
      {op::SetPdeathsig{}, {Errno{}, kInval}},
      {op::GetPdeathsig{}, {Errno{}}},
      {op::SetChildSubreaper{}, {Errno{}}},
      {op::Wait4{}, {Errno{}, kChild, kIntr, kInval, kSrch}},
      {op::Waitid{}, {Errno{}, kChild, kIntr, kInval}},
      {op::Setpgid{}, {Errno{}, kInval, kPerm, kSrch, kAccess}},
      {op::Setsid{}, {Errno{}, kPerm}},
      {op::Setrlimit{}, {Errno{}, kInval}},
      {op::SetCpuLimit{}, {Errno{}, kInval}},
      {op::Setresuid{}, {Errno{}, kPerm}},
      {op::DropCapabilities{}, {Errno{}}},
      {op::Setitimer{}, {Errno{}, kInval}},
      {op::Getitimer{}, {Errno{}, kInval}},
      {op::TimerCreate{}, {Errno{}, kAgain, kInval}},
      {op::TimerSettime{}, {Errno{}, kInval}},
      {op::TimerGettime{}, {Errno{}, kInval}},
      {op::TimerGetoverrun{}, {Errno{}, kInval}},
      {op::TimerDelete{}, {Errno{}, kInval}},
      {op::Elapse{}, {Errno{}}},
      {op::Freeze{}, {Errno{}}},
      {op::Fault{}, {Errno{}}},
  };
  return list;
}

// A situation of the world between two steps.
struct Situation {
  const char* id;
  const char* sentence;
  bool (*holds)(const World&);
};

bool any_task(const World& w, bool (*holds)(const World&, const Task&)) {
  return std::any_of(w.tasks.begin(), w.tasks.end(),
                     [&](const Task& t) { return t.id.process != kInit && holds(w, t); });
}
std::ptrdiff_t zombies(const World& w) {
  return std::count_if(w.tasks.begin(), w.tasks.end(), [](const Task& t) { return t.state == TaskState::kZombie; });
}
bool in_state(const World& w, TaskState state) {
  return std::any_of(w.tasks.begin(), w.tasks.end(),
                     [&](const Task& t) { return t.state == state && t.sleep != Sleep::kForever; });
}
bool lies_bare(const SigPending& pending) {
  SignalSet bare = pending.set - SignalSet::of(kSigKill);
  for (const QueueEntry& q : pending.list) bare.remove(Signo{q.info.signo});
  return !bare.empty();
}
std::ptrdiff_t most_of_one(const SigPending& pending) {
  std::ptrdiff_t most = 0;
  for (const QueueEntry& q : pending.list)
    most = std::max(most, std::count_if(pending.list.begin(), pending.list.end(),
                                        [&](const QueueEntry& other) { return other.info.signo == q.info.signo; }));
  return most;
}

constexpr Situation kSituations[] = {
    {"ThreadAsleep", "A thread sleeps.", [](const World& w) { return in_state(w, TaskState::kInterruptible); }},
    {"ThreadInVfork", "A thread waits in vfork.", [](const World& w) { return in_state(w, TaskState::kKillable); }},
    {"StoppedButForVfork", "A process is stopped but for a thread that waits in vfork.",
     [](const World& w) {
       return any_task(w, [](const World& in, const Task& t) {
         return t.state == TaskState::kStopped && !in.process(t.process).stop_stopped;
       });
     }},
    {"ThreadStopped", "A thread is stopped.", [](const World& w) { return in_state(w, TaskState::kStopped); }},
    {"ThreadZombie", "A thread is a zombie.", [](const World& w) { return in_state(w, TaskState::kZombie); }},
    {"ThreadGone", "A thread is gone.", [](const World& w) { return in_state(w, TaskState::kReleased); }},
    {"TwoZombies", "Two zombies wait to be waited for.", [](const World& w) { return zombies(w) >= 2; }},
    {"ZombieLeaderOfTheLiving", "A leader is dead before its threads.",
     [](const World& w) {
       return any_task(w, [](const World& in, const Task& t) {
         return t.state == TaskState::kZombie && in.process(t.process).live > 0;
       });
     }},
    {"HandlersNestThreeDeep", "Three handlers are entered on one stack.",
     [](const World& w) { return any_task(w, [](const World&, const Task& t) { return t.depth() >= 3; }); }},
    {"ThreeOfOneRealtimeSignal", "Three instances of one signal are in one queue.",
     [](const World& w) {
       return std::any_of(w.processes.begin(), w.processes.end(),
                          [](const Process& g) { return most_of_one(g.shared_pending) >= 3; }) ||
              any_task(w, [](const World&, const Task& t) { return most_of_one(t.pending) >= 3; });
     }},
    {"PendingInBothQueues", "One signal is pending for a thread and for its process.",
     [](const World& w) {
       return any_task(w, [](const World& in, const Task& t) {
         return !(t.pending.set & in.process(t.process).shared_pending.set).empty();
       });
     }},
    {"PendingWithoutSiginfo", "A signal is pending whose siginfo was lost.",
     [](const World& w) {
       return std::any_of(w.processes.begin(), w.processes.end(),
                          [](const Process& g) { return lies_bare(g.shared_pending); });
     }},
    {"StopPendingWhileStopped", "A stop signal is pending for a stopped process.",
     [](const World& w) {
       return std::any_of(w.processes.begin(), w.processes.end(),
                          [](const Process& g) { return g.stop_stopped && g.shared_pending.set.contains(kSigStop); });
     }},
    {"ThreeThreadsStopped", "A process of three threads is stopped.",
     [](const World& w) {
       return std::any_of(w.processes.begin(), w.processes.end(),
                          [](const Process& g) { return g.stop_stopped && g.live >= 3; });
     }},
    {"TwoSigtimedwaits", "Two threads of one process wait in sigtimedwait.",
     [](const World& w) {
       return std::any_of(w.processes.begin(), w.processes.end(), [&](const Process& g) {
         return std::count_if(g.threads.begin(), g.threads.end(),
                              [&](ThreadRef t) { return w.task(t).sleep == Sleep::kSigtimedwait; }) >= 2;
       });
     }},
    {"TwoReadersOfSignalfds", "Two threads of one process read or poll signalfds.",
     [](const World& w) {
       return std::any_of(w.processes.begin(), w.processes.end(), [&w](const Process& g) {
         return g.sighand != kNoOne && w.sighand_of(g).signalfd_wqh.size() >= 2;
       });
     }},
    {"ReadsSomebodyElsesSignalfd", "A thread reads a signalfd of another process.",
     [](const World& w) {
       return any_task(w, [](const World& in, const Task& t) {
         return t.sleep == Sleep::kSignalfd && in.task(t.file.creator).process != t.process;
       });
     }},
    {"ReadsAClosedSignalfd", "A thread reads a signalfd that has no descriptor any more.",
     [](const World& w) {
       return any_task(w, [](const World& in, const Task& t) {
         return t.sleep == Sleep::kSignalfd && std::none_of(in.files.begin(), in.files.end(), [&](const Files& files) {
                  return std::any_of(files.begin(), files.end(),
                                     [&](const SignalFile& f) { return f.serial == t.file.serial; });
                });
       });
     }},
    {"TwoWaitersForChildren", "Two threads of one process wait for children.",
     [](const World& w) {
       return std::any_of(w.processes.begin(), w.processes.end(),
                          [](const Process& g) { return g.wait_queue.size() >= 2; });
     }},
    {"WaitsInsideAHandler", "A parked handler waits for a child.",
     [](const World& w) {
       return any_task(w, [](const World&, const Task& t) { return t.sleep == Sleep::kWait && t.depth() > 0; });
     }},
    {"CallUnderAHandler", "A handler is parked on top of a call whose return is not yet seen.",
     [](const World& w) {
       return any_task(w, [](const World&, const Task& t) { return t.depth() > 0 && !t.reports.empty(); });
     }},
    {"ThreeShareTheirActions", "Three processes have one table of actions.",
     [](const World& w) {
       return std::any_of(w.sighands.begin(), w.sighands.end(), [](const SigHand& s) { return s.users >= 3; });
     }},
    {"CloneZombie", "A zombie waits to be waited for with __WCLONE or __WALL.",
     [](const World& w) {
       return any_task(w, [](const World& in, const Task& t) {
         return t.state == TaskState::kZombie && in.process(t.process).exit_signal != kSigChld;
       });
     }},
    {"TimerParked", "The signal of a repeating timer is kept aside because it is ignored.",
     [](const World& w) {
       return std::any_of(w.processes.begin(), w.processes.end(),
                          [](const Process& g) { return !g.ignored_posix_timers.empty(); });
     }},
    {"DeletedTimerPending", "The signal of a timer is pending that was deleted.",
     [](const World& w) {
       return std::any_of(w.timers.begin(), w.timers.end(),
                          [](const PosixTimer& t) { return t.owner != kNoOne && !t.valid; });
     }},
    {"TwoTimersOfOneSignal", "Two timers have the same standard signal pending.",
     [](const World& w) {
       return std::any_of(w.timers.begin(), w.timers.end(), [&](const PosixTimer& t) {
         return t.queued && !Signo{t.info.signo}.realtime() &&
                std::count_if(w.timers.begin(), w.timers.end(), [&](const PosixTimer& other) {
                  return other.queued && other.owner == t.owner && other.info.signo == t.info.signo;
                }) >= 2;
       });
     }},
    {"PendingWhileFrozen", "A signal that it does not block is pending for a frozen thread.",
     [](const World& w) {
       return any_task(w, [](const World& in, const Task& t) {
         return t.sleep == Sleep::kFrozen &&
                !((t.pending.set | in.process(t.process).shared_pending.set) - t.blocked).empty();
       });
     }},
    {"FrozenInAHandler", "A thread is frozen while a handler is parked on it.",
     [](const World& w) {
       return any_task(w, [](const World&, const Task& t) { return t.sleep == Sleep::kFrozen && t.depth() > 0; });
     }},
    {"StoppedAndFrozen", "A process is stopped in a control group that is frozen.",
     [](const World& w) {
       return any_task(w, [](const World&, const Task& t) { return t.state == TaskState::kStopped && t.trap_freeze; });
     }},
    {"AdoptedByInit", "A process that was somebody's child is init's.",
     [](const World& w) {
       return std::any_of(w.processes.begin(), w.processes.end(), [&](const Process& g) {
         return !g.dead && g.real_parent != kNoOne && w.task(g.real_parent).id.process == kInit &&
                g.pgrp != PidName::of(g.id);
       });
     }},
};

// One thing to be seen, with its place in Sights.
struct NamedSight {
  std::string id, sentence, source;
};

// Rules first, then answers, then situations.
const std::deque<NamedSight>& sights() {
  static const std::deque<NamedSight> list = [] {
    std::deque<NamedSight> all;
    for (std::size_t r = 0; r < kRules; ++r) {
      const RuleText& text = text_of(static_cast<Rule>(r));
      all.push_back({"rule/" + std::string{text.id}, "The rule is reached: " + std::string{text.sentence},
                     std::string{text.sources}});
    }
    for (const Answers& a : answers()) {
      for (const Errno e : a.errors) {
        std::string id{name_of(a.operation)};
        std::string source = id + "(2)";
        const std::string result = e == Errno{} ? "success" : errno_name(static_cast<std::int32_t>(e));
        std::string sentence = id;
        sentence.append(" answers with ").append(result).append(".");
        id.append("/").append(result);
        all.push_back({std::move(id), std::move(sentence), std::move(source)});
      }
    }
    for (const Situation& s : kSituations) all.push_back({s.id, s.sentence, "design: generating"});
    return all;
  }();
  return list;
}

void see_answers(const std::vector<Event>& events, const Scenario& scenario, Sights& seen) {
  std::size_t place = kRules;
  for (const Answers& a : answers()) {
    for (const Errno wanted : a.errors) {
      for (const Event& e : events) {
        if (e.kind != EventKind::kReturned || scenario.steps[e.step].operation.index() != a.operation.index()) continue;
        if (e.result < 0 ? e.result == -static_cast<std::int32_t>(wanted) : wanted == Errno{}) seen.set(place);
      }
      ++place;
    }
  }
}

Sights sights_of(const Scenario& scenario, const Dialect& dialect) {
  World world = initial_world(scenario.processes);
  UsualChoices usual;
  Record record;
  Sights seen;
  const std::size_t situations_from = sights().size() - std::size(kSituations);
  for (std::size_t first = 0; first < scenario.steps.size();) {
    const std::size_t last = burst_end(scenario, first);
    apply(world, scenario, first, last, usual, dialect, record);
    for (std::size_t s = 0; s < std::size(kSituations); ++s)
      if (!seen[situations_from + s] && kSituations[s].holds(world)) seen.set(situations_from + s);
    first = last + 1;
  }
  for (std::size_t r = 0; r < kRules; ++r)
    if (record.hits[r]) seen.set(r);
  see_answers(record.events, scenario, seen);
  return seen;
}

}  // namespace

std::vector<Property> sometimes_properties() {
  std::vector<Property> list;
  for (std::size_t place = 0; place < sights().size(); ++place) {
    const NamedSight& sight = sights()[place];
    const auto check = [place](const Scenario& scenario, const Dialect& dialect) -> std::string {
      return sights_of(scenario, dialect)[place] ? "seen" : "";
    };
    list.push_back({sight.id, sight.sentence, sight.source, Expectation::kSometimes, check, PropertyKind::kSometimes,
                    __FILE__, __LINE__});
  }
  return list;
}

std::vector<std::string> never_seen(std::uint64_t seed, std::uint64_t scenario_count, const GeneratorOptions& generator,
                                    const Dialect& dialect) {
  static_assert(kRules + 100 + std::size(kSituations) < kSightsMax);
  Sights seen;
  for (std::uint64_t i = 0; i < scenario_count; ++i)
    seen |= sights_of(generate(scenario_seed(seed, i), generator), dialect);
  std::vector<std::string> missing;
  for (std::size_t place = 0; place < sights().size(); ++place)
    if (!seen[place]) missing.push_back(sights()[place].id);
  return missing;
}

}  // namespace sigconform
