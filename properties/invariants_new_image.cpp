// Invariants of what is beside the signals of a new image: timers, descriptors, numbers, and how exec answers.
#include "model/text.h"
#include "properties/property_walk.h"

#include <algorithm>
#include <array>
#include <optional>

namespace sigconform {
namespace {

// The process of a step that was one exec, came to a new image, and was all that anybody did.
std::optional<ProcessRef> executed_alone(const Burst& burst) {
  const Operation* o = burst.single_operation();
  if (o == nullptr || !std::holds_alternative<op::Execve>(*o)) return std::nullopt;
  const auto count = [&](Happening what) {
    return std::count_if(burst.journal.begin(), burst.journal.end(),
                         [&](const JournalEntry& j) { return j.what == what; });
  };
  if (count(Happening::kExecutes) != 1 || count(Happening::kPerforms) != 1) return std::nullopt;
  const ProcessRef process = burst.before.process_at[burst.actor().process.index];
  return burst.after.process(process).live > 0 ? std::optional(process) : std::nullopt;
}

bool says_timer(const SigPending& pending) {
  return std::any_of(pending.list.begin(), pending.list.end(),
                     [](const QueueEntry& q) { return q.info.code == kSiTimer.value; });
}

std::string has_no_timers(const Burst& burst) {
  const auto process = executed_alone(burst);
  if (!process) return {};
  const Process& g = burst.after.process(*process);
  if (std::any_of(burst.after.timers.begin(), burst.after.timers.end(),
                  [&](const PosixTimer& t) { return t.owner == *process && t.valid; }))
    return to_text(g.id) + " has a POSIX timer after exec";
  if (says_timer(g.shared_pending) || says_timer(burst.after.task(g.leader).pending))
    return "what is of timers is still pending for " + to_text(g.id) + " after exec";
  // A SIGALRM that is taken sets a timer going.
  if (std::any_of(burst.journal.begin(), burst.journal.end(),
                  [](const JournalEntry& j) { return j.what == Happening::kDequeued; }))
    return {};
  return g.itimers == burst.before.process(*process).itimers ? "" : "exec changed the interval timers";
}

std::string numbers_are_gone(const Burst& burst) {
  const auto process = executed_alone(burst);
  if (!process) return {};
  const ProcessId id = burst.after.process(*process).id;
  for (std::uint8_t n = 2; n <= kMaxThreadsPerProcess; ++n)
    if (burst.after.find({id, ThreadIndex{n}}) != kNoOne)
      return to_text(ThreadId{id, ThreadIndex{n}}) + " is a number of " + to_text(id) + " after exec";
  return {};
}

std::string descriptors_are_its_own(const Burst& burst) {
  const auto process = executed_alone(burst);
  if (!process) return {};
  for (ProcessRef p = 0; p < static_cast<ProcessRef>(burst.before.processes.size()); ++p) {
    const Process &before = burst.before.process(p), &after = burst.after.process(p);
    if (after.live == 0) continue;
    const Files& open = burst.after.files_of(after.leader);
    if (p == *process && open != Files{}) return to_text(after.id) + " has signalfds after exec";
    if (p != *process && open != burst.before.files_of(before.leader))
      return "the exec of another process changed the descriptors of " + to_text(after.id);
  }
  return {};
}

std::string exec_answers(const Burst& burst) {
  for (const Event& e : burst.events) {
    if (e.kind != EventKind::kReturned) continue;
    const auto* exec = std::get_if<op::Execve>(&burst.scenario.steps[e.step].operation);
    if (exec == nullptr) continue;
    const Errno error = exec->file == ExecFile::kSelf        ? Errno{0}
                        : exec->file == ExecFile::kMissing   ? Errno::kNoEnt
                        : exec->file == ExecFile::kDirectory ? Errno::kAccess
                                                             : Errno::kFault;
    if (e.result != -static_cast<std::int32_t>(error)) return "execve gives " + std::to_string(e.result);
  }
  return {};
}

}  // namespace

std::span<const InvariantText> new_image_invariants() {
  static const std::array kTexts{
      invariant<Settled<has_no_timers>>(
          "ExecKeepsIntervalTimersOnly",
          "After exec a process has no POSIX timers, nothing pending that says SI_TIMER, and its interval timers.",
          "POSIX.1-2024 exec; execve(2); kernel/signal.c flush_itimer_signals()"),
      invariant<Settled<numbers_are_gone>>("ExecGivesNumbersUp",
                                           "After exec only the number of the process names its one thread.",
                                           "execve(2); fs/exec.c exchange_tids()"),
      invariant<Settled<descriptors_are_its_own>>(
          "ExecClosesOnesOwn",
          "After exec no descriptor is open that closes on exec, and those of other processes are as they were.",
          "POSIX.1-2024 exec; fs/exec.c begin_new_exec()"),
      invariant<Settled<exec_answers>>(
          "ExecSaysWhatIsWrong",
          "execve fails for a missing file, a directory and a bad address, each with its error, and else never.",
          "POSIX.1-2024 exec; execve(2)"),
  };
  return kTexts;
}

}  // namespace sigconform
