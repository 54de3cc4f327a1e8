// Laws that say that names are only names: of realtime signals, of forked processes, of threads that were made.
#include "model/simplify.h"
#include "model/text.h"
#include "properties/metamorphic.h"

#include <algorithm>
#include <array>

namespace sigconform {
namespace {

// Exchanges two signals.
struct Swap {
  Signo a, b;
  [[nodiscard]] Signo operator()(Signo s) const { return s == a ? b : s == b ? a : s; }
  [[nodiscard]] SignalSet operator()(SignalSet s) const {
    SignalSet out = s - SignalSet::of(a, b);
    if (s.contains(a)) out.add(b);
    if (s.contains(b)) out.add(a);
    return out;
  }
  [[nodiscard]] std::int32_t number(std::int32_t n) const { return (*this)(Signo{n}).value; }
};

Scenario swapped(Scenario s, const Swap& swap) {
  for (Step& step : s.steps) {
    std::visit(
        [&](auto& o) {
          if constexpr (requires { o.sig; }) o.sig = swap(o.sig);
          if constexpr (requires { swap(o.set); }) o.set = swap(o.set);
          if constexpr (requires { o.mask; }) o.mask = swap(o.mask);
          if constexpr (requires { o.exit_signal; }) o.exit_signal = swap(o.exit_signal);
        },
        step.operation);
  }
  return s;
}

void swap_in(Event& e, const Scenario& s, const Swap& swap) {
  // A death is told with any exit signal.
  const bool child = e.info.code == kCldKilled.value && e.info.pid != PidName::of(e.thread.process);
  e.info.signo = swap.number(e.info.signo);
  if (child) e.info.value = swap.number(static_cast<std::int32_t>(e.info.value));
  e.mask = swap(e.mask);
  e.saved = swap(e.saved);
  e.action.mask = swap(e.action.mask);
  if (e.kind != EventKind::kReturned) return;
  const Operation& o = s.steps[e.step].operation;
  const bool signal = std::holds_alternative<op::RtSigtimedwait>(o) || std::holds_alternative<op::GetPdeathsig>(o);
  if (signal && e.result > 0) e.result = swap.number(e.result);
  if (std::holds_alternative<op::Wait4>(o) && (e.status & 0x7f) != 0x7f)
    e.status = (e.status & ~0x7f) | swap.number(e.status & 0x7f);
}

Trace swapped(Trace t, const Scenario& s, const Swap& swap) {
  for (Event& e : t.events) swap_in(e, s, swap);
  for (auto& look : t.statuses)
    for (ThreadStatus& status : look)
      for (SignalSet* set : {&status.pending, &status.shared, &status.blocked, &status.ignored, &status.caught})
        *set = swap(*set);
  return t;
}

bool is_send(const Operation& o, Signo& sig) {
  return std::visit(
      [&](const auto& op) {
        if constexpr (
            requires { op.sig; } && !requires { op.handler; }) {
          sig = op.sig;
          return true;
        }
        return false;
      },
      o);
}

// A siginfo that says it tells of a death may carry any number where the kernel's carries a signal.
bool forges_death(const Operation& o) {
  return std::visit(
      [](const auto& op) {
        if constexpr (requires { op.code == kCldKilled; }) return op.code == kCldKilled;
        return false;
      },
      o);
}

std::string same_trace(const Trace& a, const Trace& b, const std::string& what) {
  if (a.events != b.events || a.event_ends != b.event_ends) return what + " changes what is seen";
  return a.statuses == b.statuses ? "" : what + " changes what /proc shows";
}

// Neighbouring numbers of which only one is ever sent can be exchanged: no order depends on it.
std::string realtime_numbers(const Scenario& s, const Dialect& dialect, const Apply& run) {
  SignalSet sent;
  for (const Step& step : s.steps) {
    Signo sig{};
    if (!is_send(step.operation, sig)) continue;
    if (forges_death(step.operation)) return {};
    sent.add(sig);
  }
  for (int n = kFirstRealtime; n < kLastSignal; ++n) {
    const Swap swap{Signo{n}, Signo{n + 1}};
    if (sent.contains(swap.a) == sent.contains(swap.b)) continue;
    const std::string what = "exchanging " + to_text(swap.a) + " and " + to_text(swap.b);
    return same_trace(swapped(dense_trace(run, s, dialect), s, swap), dense_trace(run, swapped(s, swap), dialect),
                      what);
  }
  return {};
}

bool answers_with_pid(const Operation& o) {
  return birth_of({}, o) || std::holds_alternative<op::Wait4>(o) || std::holds_alternative<op::Setsid>(o);
}

// Gives threads other names, where a trace mentions them.
template <typename Map>
Trace renamed(Trace t, const Scenario& s, Map map) {
  const auto name = [&](PidName& p) {
    if (p.is_thread()) p = PidName::of(map(p.thread()));
  };
  for (Event& e : t.events) {
    e.thread = map(e.thread);
    name(e.info.pid);
    if (e.kind != EventKind::kReturned || e.result <= 0) continue;
    const Operation& o = s.steps[e.step].operation;
    if (!answers_with_pid(o)) continue;
    PidName result{e.result};
    name(result);
    e.result = result.code;
  }
  for (auto& look : t.statuses) {
    for (ThreadStatus& status : look) {
      status.thread = map(status.thread);
      for (PidName* p : {&status.parent, &status.group, &status.session}) name(*p);
    }
    std::sort(look.begin(), look.end(),
              [](const ThreadStatus& a, const ThreadStatus& b) { return slot_of(a.thread) < slot_of(b.thread); });
  }
  return t;
}

template <typename Name, typename Map>
std::string rename_keeps_trace(const Scenario& s, const Dialect& dialect, const Apply& run, Name from, Name to,
                               Map map) {
  const Scenario other = rename(s, from, to);
  if (rename(s, to, from) != s || !why_invalid(other).empty()) return {};  // `to` is in use
  const std::string what = "calling " + to_text(from) + " " + to_text(to);
  return same_trace(renamed(dense_trace(run, s, dialect), s, map), dense_trace(run, other, dialect), what);
}

std::string process_names(const Scenario& s, const Dialect& dialect, const Apply& run) {
  for (const Step& step : s.steps) {
    const auto born = birth_of(step.actor, step.operation);
    if (!born || !born->leader()) continue;
    const ProcessId from = born->process;
    for (std::uint8_t i = static_cast<std::uint8_t>(s.processes.size() + 1); i <= kMaxProcesses; ++i) {
      const ProcessId to{i};
      std::string broken = rename_keeps_trace(s, dialect, run, from, to, [&](ThreadId t) {
        return t.process == from ? ThreadId{to, t.thread} : t;
      });
      if (!broken.empty()) return broken;
    }
  }
  return {};
}

std::string thread_names(const Scenario& s, const Dialect& dialect, const Apply& run) {
  for (const Step& step : s.steps) {
    const auto* clone = std::get_if<op::CloneThread>(&step.operation);
    if (clone == nullptr) continue;
    const ThreadId from{step.actor.process, clone->thread};
    const ThreadId to{from.process, ThreadIndex{kMaxThreadsPerProcess}};
    std::string broken = rename_keeps_trace(s, dialect, run, from, to, [&](ThreadId t) { return t == from ? to : t; });
    if (!broken.empty()) return broken;
  }
  return {};
}

}  // namespace

std::span<const Law> naming_laws() {
  static const std::array kLaws{
      law("RealtimeNumbersAreNames",
          "Exchanging neighbouring realtime signals of which one is never sent exchanges them in the trace.",
          "POSIX.1-2024 2.4.2: realtime signals differ in nothing but order", realtime_numbers),
      law("ProcessNamesAreNames", "Calling a forked process otherwise changes nothing but that name.",
          "design: PidName", process_names),
      law("ThreadNamesAreNames", "Calling a new thread otherwise changes nothing but that name.", "design: PidName",
          thread_names),
  };
  return kLaws;
}

}  // namespace sigconform
