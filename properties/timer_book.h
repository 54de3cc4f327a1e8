// An account of the timers of all processes, kept from the calls that make, set and delete them: what each was made
// for, what it was set to last, and so what it has left, where that is certain. It must not know how timers expire, or
// what becomes of their signals.
#pragma once

#include "properties/property_walk.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace sigconform {

struct BookedTimer {
  ProcessId process{};
  std::int32_t id{};
  op::TimerCreate made{};
  op::TimerSettime set{TimerName{}, TimerTime::kDisarm, TimerRepeat::kOnce};  // as of the last call
  std::optional<std::int32_t> left{kLeftNothing};                             // as timer_gettime tells it
  bool deleted{false};
  bool repeated{false};  // it was ever set to repeat
  bool due{false};       // it was set to expire at once, or time passes or has passed since

  [[nodiscard]] Signo signal() const { return made.notify == TimerNotify::kNull ? kSigAlrm : made.sig; }
  [[nodiscard]] bool misses_expiries() const {
    return set.time == TimerTime::kPast && set.repeat == TimerRepeat::kRepeat;
  }
};

// What is set to that expires within the call.
[[nodiscard]] inline bool at_once(TimerTime time) { return time == TimerTime::kNow || time == TimerTime::kPast; }

class TimerBook {
 public:
  explicit TimerBook(const Scenario& scenario) : scenario_(&scenario) {
    for (auto& of_process : names_) of_process.fill(kNobodysTimer);
    rests_before(0);
  }

  void follow(const JournalEntry& entry);
  void follow(const Event& event);
  // Everything is at rest, and the burst that begins with that step is next.
  void rests_before(std::size_t step);

  // The timer that sent a signal of that process, or that bears this name there; nullptr when there is none.
  [[nodiscard]] const BookedTimer* sender(ProcessId process, const SignalInfo& info) const;
  [[nodiscard]] const BookedTimer* named(ProcessId process, TimerName name) const;
  // False when it is not known which timer the name stands for: a call that makes one has not returned yet.
  [[nodiscard]] bool is_certain(ProcessId process, TimerName name) const {
    return !confused_[process.index] && id_of(process, name) != kUnsure;
  }
  // What ITIMER_REAL and its kin have left.
  [[nodiscard]] std::optional<std::int32_t> left(ProcessId process, Itimer which) const {
    return itimers_[process.index].left[static_cast<std::size_t>(which)];
  }
  [[nodiscard]] bool alarm_is_due(ProcessId process) const { return itimers_[process.index].alarm_due; }
  // How many attempts to make a timer were given an id before the only one that has not returned; nullopt when it is
  // not the only one.
  [[nodiscard]] std::optional<std::int32_t> ids_taken_before(ProcessId process) const;

 private:
  struct Itimers {
    std::array<std::optional<std::int32_t>, kItimers> left{kLeftNothing, kLeftNothing, kLeftNothing};
    bool alarm_due{false};
  };
  void performs(ProcessId process, const op::Setitimer& o);
  void performs(ProcessId process, const op::TimerSettime& o);
  void creates(ProcessId process, const op::TimerCreate& o, std::size_t step);
  // The timer, of those that are there, that the name stands for.
  [[nodiscard]] BookedTimer* find(ProcessId process, TimerName name);
  std::int32_t& id_of(ProcessId process, TimerName name) {
    return names_[process.index][static_cast<std::size_t>(name)];
  }
  [[nodiscard]] std::int32_t id_of(ProcessId process, TimerName name) const {
    return names_[process.index][static_cast<std::size_t>(name)];
  }

  static constexpr std::int32_t kUnsure = -1;
  const Scenario* scenario_;
  bool time_passes_{false};  // in this burst
  std::vector<BookedTimer> timers_;
  // The id that a name stands for, whether or not there is such a timer: a child knows the names of its maker.
  std::array<std::array<std::int32_t, kTimerNames>, kMaxProcesses + 1> names_{};
  std::array<Itimers, kMaxProcesses + 1> itimers_{};
  std::array<std::int32_t, kMaxProcesses + 1> ids_taken_{}, creating_{};
  std::array<std::int32_t, kMaxSteps> stood_for_{};  // by the step that makes another: what its name stood for
  std::array<bool, kMaxProcesses + 1>
      confused_{};  // a name was used, or given, while it was not known what it stood for
};

}  // namespace sigconform
