// The supervisor of a scenario: see supervisor.h. It runs at normal priority on the CPU of the puppets, which have
// real-time priority; so whenever it runs, no puppet could run: all are asleep, stopped or dead.
#include "subjects/executor/supervisor.h"

#include "subjects/executor/arena.h"
#include "subjects/executor/cgroups.h"
#include "subjects/executor/clock.h"
#include "subjects/executor/namespace.h"
#include "subjects/executor/observe.h"
#include "subjects/executor/syscalls.h"
#include "subjects/rest.h"

#include <sched.h>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>

namespace sigconform::executor {

namespace {

// When /proc has not shown all puppets at rest by then, it does not say so.
constexpr std::chrono::milliseconds kRestPatience{1'000};
// After a step that took too long (kLongestStepNs) the throttling may still set in at any time, until it counts anew:
// puppets of the next scenario could be kept from running. The kernel's default (sched_rt_period_us, and the fair
// server's).
constexpr timespec kThrottlingPeriod{1, 0};
// A thread may wait inside the kernel for something that another CPU does (memory, a lock): it is not asleep in the
// sense of the specification, and is waited for. If this long does not suffice there is no conclusion.
constexpr std::int64_t kSettlingPatienceNs = 400'000'000;
// Without real-time priorities puppets are looked at again and again, with the shortest sleep in between, until nothing
// moved between so many looks: Linux makes some 50 us of it, and gVisor 80, where it makes more than a millisecond of
// anything longer. What is missed so is for the model to allow. At the end of a scenario a witness must have seen that
// nothing is to come; only where there is none one longer look must do.
constexpr timespec kLook{0, 1};
constexpr int kQuietLooks = 3;
constexpr timespec kLastLook{0, 15'000'000};
// A process that has reached its limit of CPU time reaches it again after another second of it.
constexpr std::int64_t kLongestWithCpuLimitNs = 900'000'000;

// How long a timer for `soon` takes, and how much longer the next one, so that all is at rest in between. Where that
// was too short, because somebody else had the CPU, nothing can be said of that run, and it is done again with more
// time; likewise, but once, where puppets had no turn.
struct Patience {
  std::int64_t soon_ns, spacing_ns;
};
constexpr Patience kPatience[] = {
    {1'000'000, 250'000}, {8'000'000, 2'000'000}, {64'000'000, 16'000'000}, {400'000'000, 50'000'000}};

AskWitness g_ask_witness = nullptr;

// Counters that stand still as long as no puppet runs.
struct Progress {
  std::uint32_t logged;
  std::uint32_t taken;
  bool operator==(const Progress&) const = default;
};
Progress progress() {
  Progress p{load(g_arena->log_length), 0};
  for (const Slot& slot : g_arena->slots) p.taken += load(slot.taken);
  return p;
}

std::uint32_t logged_events() { return std::min(load(g_arena->log_length), kMaxEvents); }

bool reaches_cpu_limit(const Scenario& scenario) {
  return std::ranges::any_of(scenario.steps, [](const Step& s) {
    const auto* limit = std::get_if<op::SetCpuLimit>(&s.operation);
    return limit != nullptr && limit->limit == CpuLimit::kReached;
  });
}

template <typename... Ops>
bool has(const Scenario& scenario) {
  return std::ranges::any_of(scenario.steps,
                             [](const Step& s) { return (std::holds_alternative<Ops>(s.operation) || ...); });
}

// What a step sets in motion comes to rest before the next one is given, but where threads are to race. There, too,
// where each step is to be observed; and around what is no race of signals: by execve a script changes hands, and an
// operation that arms a timer or reaches a limit of CPU time is one only as long as nobody comes in between.
bool gives_at_rest(const Scenario& scenario, Density density) {
  return !g_arena->races || density == Density::kDense ||
         has<op::Execve, op::Elapse, op::Setitimer, op::TimerSettime, op::SetCpuLimit>(scenario);
}

class Run {
 public:
  Run(const Scenario& scenario, Density density)
      : scenario_(scenario),
        dense_(density == Density::kDense),
        at_rest_(gives_at_rest(scenario, density)),
        executes_(has<op::Execve>(scenario)) {}

  RunResult go(const Patience& patience) {
    reset_arena(scenario_);
    g_arena->uses_cgroups = needs_cgroups(scenario_);
    g_arena->soon_ns = patience.soon_ns;
    g_arena->soon_spacing_ns = patience.spacing_ns;
    Namespace space;
    const std::int64_t born = now_ns();
    const std::string why = space.await_layout();
    note_share(0, now_ns() - born);
    if (!why.empty()) return ended(Outcome::kDied, "setting up the scenario: " + why);
    init_ = static_cast<pid_t>(space.init());
    named_ = named_slots(scenario_);
    for (int slot = 0; slot < kThreadSlots; slot++)
      if (named_.test(static_cast<std::size_t>(slot))) living_.push_back(slot);
    result_.trace.event_ends.reserve(scenario_.steps.size());
    result_.trace.statuses.resize(scenario_.steps.size());
    const std::int64_t start = now_ns();
    std::size_t end = 0;
    for (std::size_t begin = 0; begin < scenario_.steps.size() && result_.outcome == Outcome::kCompleted; begin = end) {
      end = begin + 1;
      while (end < scenario_.steps.size() && scenario_.steps[end].joined) end++;
      give(begin, end);
      if (dense_ || end == scenario_.steps.size()) observe(end - 1);
    }
    check_in_time(scenario_.steps.size() - 1);
    if (reaches_cpu_limit(scenario_) && now_ns() - start > kLongestWithCpuLimitNs)
      unsettled(scenario_.steps.size() - 1, "a limit of CPU time may have been reached a second time");
    const Answer answer = space.ask();
    collect_events();
    if (answer == Answer::kNone)
      return ended(Outcome::kDied, "the init of the scenario was killed or stopped from outside");
    throttled_ = answer == Answer::kLater && g_arena->scheduling_priority > 0;
    if (throttled_) unsettled(scenario_.steps.size() - 1, "real-time throttling kept puppets from running");
    return std::move(result_);
  }

  // A timer may have expired before its time in the scenario.
  [[nodiscard]] bool late() const { return late_; }
  // Puppets did not run when it was their turn.
  [[nodiscard]] bool throttled() const { return throttled_; }
  // Puppets had the CPU for so long that the next ones may be throttled.
  [[nodiscard]] bool exhausting() const { return exhausting_ || throttled_; }

 private:
  RunResult ended(Outcome outcome, std::string detail) {
    result_.outcome = outcome;
    result_.detail = std::move(detail);
    return std::move(result_);
  }
  void unsettled(std::size_t step, const std::string& what) {
    result_.outcome = Outcome::kUnsettled;
    result_.detail = "step " + std::to_string(step + 1) + ": " + what;
  }

  // Puppets may have had the CPU for so long without a break.
  void note_share(std::size_t step, std::int64_t nanoseconds) {
    if (g_arena->scheduling_priority == 0 || nanoseconds <= kLongestStepNs) return;
    exhausting_ = true;
    unsettled(step, "it took so long that real-time throttling may have begun");
  }

  // Hands one burst to its actor. When the wake-up returns, all that it led to has happened, unless threads race. Even
  // then it is known whether an actor that is yet to be born is there.
  void give(std::size_t begin, std::size_t end) {
    const int index = slot_of(scenario_.steps[begin].actor);
    Slot& slot = g_arena->slots[index];
    if (!at_rest_ && load(slot.tid) == 0) settle(begin);
    std::uint32_t issued = slot.issued;
    std::vector<std::uint16_t>& ends = result_.trace.event_ends;
    const auto before = static_cast<std::uint16_t>(logged_events());
    if (!ends.empty()) ends.back() = before;
    for (std::size_t i = begin; i < end; i++) g_arena->script[index][issued++] = static_cast<std::uint8_t>(i);
    const std::int64_t start = now_ns();
    store(slot.issued, issued);
    if (load(slot.tid) != 0) futex_wake(&slot.issued);
    if (at_rest_) settle(begin);
    note_share(begin, now_ns() - start);
    const auto first = scenario_.steps.begin() + static_cast<std::ptrdiff_t>(begin);
    const bool elapses = std::any_of(first, scenario_.steps.begin() + static_cast<std::ptrdiff_t>(end),
                                     [](const Step& s) { return std::holds_alternative<op::Elapse>(s.operation); });
    if (elapses) elapse(begin);
    ends.insert(ends.end(), end - begin - 1, before);
    ends.push_back(static_cast<std::uint16_t>(logged_events()));
  }

  // Whether the puppet of the slot is in vfork, past the birth of its child: uninterruptible, and at rest.
  static bool waits_in_vfork(int slot) {
    const int child = load(g_arena->slots[slot].vfork_child);
    return child != 0 && load(g_arena->slots[child].tid) != 0;
  }
  // Whether the puppet says that it is where it may sleep, and has nothing left to do.
  static bool idles(const Slot& slot) { return load(slot.resting) != 0 && load(slot.taken) == load(slot.issued); }
  static bool calm(int slot, ThreadState state) {
    if (state == ThreadState::kUninterruptible) return waits_in_vfork(slot);
    return state != ThreadState::kRunning && state != ThreadState::kOther;
  }
  // Nothing that is armed for `soon` has expired, but for what was waited for.
  bool check_in_time(std::size_t step) {
    std::int64_t earliest = INT64_MAX;
    for (std::uint32_t i = g_arena->soon_passed; i < load(g_arena->soon_armed); ++i)
      earliest = std::min(earliest, g_arena->deadlines[i].earliest);
    if (now_ns() < earliest) return true;
    late_ = true;
    unsettled(step, "a timer may have expired too early");
    return false;
  }

  // Waits for what is armed for `soon` by now, one after the other. All timers of this CPU expire in the order of their
  // times, the one that ends our own sleep too.
  void elapse(std::size_t step) {
    for (const std::uint32_t until = load(g_arena->soon_armed); g_arena->soon_passed < until; ++g_arena->soon_passed) {
      if (!check_in_time(step)) return;
      const std::int64_t latest = std::max(now_ns(), g_arena->deadlines[g_arena->soon_passed].latest);
      const timespec end{latest / 1'000'000'000, latest % 1'000'000'000};
      int ended = EINTR;
      while (ended == EINTR)
        ended = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, nullptr);  // sleeps: time is to pass
      settle(step);
      note_share(step, now_ns() - latest);
    }
  }

  // Strict priority says that no puppet can run now; what it cannot say is whether one sleeps in the kernel for a
  // moment, and is to go on by itself. Puppets that do not rest where they may are looked up until they do.
  void settle(std::size_t step) {
    if (g_arena->scheduling_priority == 0) return settle_by_looks(step, kLook, kQuietLooks);
    const std::int64_t deadline = now_ns() + kSettlingPatienceNs;
    for (bool again = true; again;) {
      again = false;
      for (std::size_t i = 0; i < living_.size();) {
        const Slot& slot = g_arena->slots[living_[i]];
        if (load(slot.tid) == 0 || idles(slot) || waits_in_vfork(living_[i])) {
          i++;
          continue;
        }
        const ThreadState state = read_state(living_[i]);
        if (state == ThreadState::kAbsent || (state == ThreadState::kZombie && !executes_)) {
          living_[i] = living_.back();
          living_.pop_back();
          continue;
        }
        again = again || !calm(living_[i], state);
        i++;
      }
      if (!again) return;
      if (now_ns() > deadline) return unsettled(step, "a thread was neither asleep nor stopped for too long");
      sched_yield();
    }
  }

  // Whether all puppets rest where they may, or are seen to be at rest.
  bool all_calm() {
    return std::ranges::all_of(living_, [this](int slot) {
      const Slot& s = g_arena->slots[slot];
      if (load(s.tid) == 0 || idles(s) || waits_in_vfork(slot)) return true;
      return calm(slot, read_state(slot));
    });
  }

  void settle_by_looks(std::size_t step, const timespec& between, int quiet_looks) {
    const std::int64_t deadline = now_ns() + kSettlingPatienceNs;
    for (int quiet = 0; quiet < quiet_looks;) {
      const Progress before = progress();
      nanosleep(&between, nullptr);  // sleeps: nobody tells that others had their turn
      quiet = before == progress() && all_calm() ? quiet + 1 : 0;
      if (now_ns() > deadline) return unsettled(step, "a thread was running, or something moved, for too long");
    }
  }

  // What somebody outside sees of our threads, or else what we see ourselves, where /proc tells the truth.
  protocol::Witness witness() const {
    const auto outside = g_ask_witness == nullptr ? protocol::Witness::kBlind : g_ask_witness();
    if (outside != protocol::Witness::kBlind || !g_arena->sees_statuses) return outside;
    const bool rests = seen_at_rest(init_, std::chrono::steady_clock::now() + kRestPatience);
    return rests ? protocol::Witness::kSeen : protocol::Witness::kUnseen;
  }

  // Where strict priority does not say that nothing is to come.
  void await_rest(std::size_t step) {
    const protocol::Witness seen = witness();
    if (seen == protocol::Witness::kBlind) settle_by_looks(step, kLastLook, 1);
    if (seen == protocol::Witness::kUnseen) unsettled(step, "nobody saw a moment at which all threads slept");
  }

  // Reads all statuses until all threads are at rest and nothing moved meanwhile.
  void observe(std::size_t step) {
    if (load(g_arena->log_length) > kMaxEvents) return unsettled(step, "more events than are kept");
    if (g_arena->scheduling_priority == 0 && step + 1 == scenario_.steps.size()) await_rest(step);
    if (!g_arena->sees_statuses) {
      result_.trace.event_ends.back() = static_cast<std::uint16_t>(logged_events());
      return;
    }
    std::vector<ThreadStatus>& statuses = result_.trace.statuses[step];
    statuses.reserve(named_.count());
    const std::int64_t deadline = now_ns() + kSettlingPatienceNs;
    for (;;) {
      const Progress before = progress();
      if (!read_statuses(named_, statuses)) return unsettled(step, "a thread's status in /proc could not be read");
      const bool all_calm = std::ranges::all_of(statuses, [](const ThreadStatus& s) {
        const int slot = slot_of(s.thread);
        const bool exits = g_arena->scheduling_priority == 0 && s.state == ThreadState::kZombie && still_exits(slot);
        return !exits && calm(slot, s.state);
      });
      if (all_calm && before == progress()) break;
      if (now_ns() > deadline) return unsettled(step, "a thread was running, or something moved, for too long");
      sched_yield();
    }
    // What came while a thread was waited for belongs to this step.
    result_.trace.event_ends.back() = static_cast<std::uint16_t>(logged_events());
  }

  void collect_events() {
    // A timer that is armed for `soon` may expire once all was looked at: that is no part of the scenario.
    const std::vector<std::uint16_t>& ends = result_.trace.event_ends;
    std::vector<Event>& events = result_.trace.events;
    events.assign(g_arena->log, g_arena->log + (ends.empty() ? 0 : ends.back()));
    for (Event& event : events) {
      const bool returned = event.kind == EventKind::kReturned;
      name_numbers(event, returned ? &scenario_.steps[event.step].operation : nullptr);
    }
  }

  const Scenario& scenario_;
  bool dense_;
  bool at_rest_;   // each step is given
  bool executes_;  // a zombie leader may be alive again
  bool late_{false};
  bool throttled_{false};
  bool exhausting_{false};
  pid_t init_{};  // of the scenario's namespace; all puppets descend from it
  NamedSlots named_;
  std::vector<int> living_;  // slots of threads that are not known to be dead
  RunResult result_;
};

}  // namespace

void set_witness(AskWitness ask) { g_ask_witness = ask; }

RunResult run_scenario(const Scenario& scenario, Density density) {
  RunResult result;
  bool paused = false;
  for (const Patience& patience : kPatience) {
    Run run(scenario, density);
    result = run.go(patience);
    const bool again = run.exhausting() ? run.throttled() && !paused : run.late();
    if (run.exhausting()) {
      nanosleep(&kThrottlingPeriod, nullptr);  // sleeps: time is to pass
      paused = true;
    }
    if (!again) break;
  }
  return result;
}

}  // namespace sigconform::executor
