// The state of the modelled system: processes, threads, queues, masks, frames, charges. Plain values, copyable,
// comparable and small; the names are the kernel's. This file must not know how the state changes.
#pragma once

#include "model/observation.h"
#include "model/vocabulary.h"

#include <array>
#include <boost/container/small_vector.hpp>
#include <boost/container/static_vector.hpp>
#include <cstdint>

namespace sigconform {

// Places in World::threads and World::processes; -1 is no one.
using ThreadRef = std::int8_t;
using ProcessRef = std::int8_t;
inline constexpr std::int8_t kNoOne = -1;

// One queued siginfo (struct sigqueue) and the user whose RLIMIT_SIGPENDING it is charged to.
struct QueueEntry {
  SignalInfo info{};
  std::int8_t charged_to{};  // UserName code
  bool operator==(const QueueEntry&) const = default;
};

// struct sigpending. A bit may be set without an entry: SIGKILL, and signals whose siginfo was lost.
struct SigPending {
  SignalSet set{};
  boost::container::small_vector<QueueEntry, 1> list;
  bool operator==(const SigPending&) const = default;
};

struct SigAction {
  Handler handler{Handler::kDefault};
  ActionFlags flags{};
  SignalSet mask{};
  bool operator==(const SigAction&) const = default;
};

// The uids that permission and accounting look at (UserName codes), and the two capabilities in play.
struct Cred {
  std::int8_t real{}, effective{}, saved{};
  bool cap_kill{false}, cap_setuid{false};
  bool operator==(const Cred&) const = default;
};

// What a thread does on its way back to user mode, and there at once.
enum class Resume : std::uint8_t {
  kCommands,          // asks for its next operation
  kReport,            // the top of `reports` is the return of a system call, not yet seen by user mode
  kRestartNoHandler,  // the system call of step `resume_step` is to be made again unless a handler runs
                      // (ERESTARTNOHAND)
  kRestart,           // the system call of step `resume_step` is to be made again (ERESTARTSYS)
  kRestartAlways,     // the same, whatever handler ran meanwhile (ERESTARTNOINTR)
  kEnterHandler       // the top frame's handler begins
};

// A signal frame on a thread's user stack, with what it interrupted.
struct Frame {
  SignalInfo info{};
  SignalSet saved_mask{};
  std::uint8_t resume_step{};
  Resume resume{Resume::kCommands};  // of the context below
  bool entered{false};               // its handler has run its first instruction
  bool parks{false};
  bool has_info{false};     // SA_SIGINFO
  std::uint16_t because{};  // the rule that chose this signal
  bool operator==(const Frame&) const = default;
};

enum class TaskState : std::uint8_t {
  kRunnable,       // on the run queue, or running
  kInterruptible,  // asleep in `sleep`
  kKillable,       // asleep in `sleep`; only what is fatal wakes it
  kStopped,        // TASK_STOPPED, inside get_signal
  kZombie,         // EXIT_ZOMBIE: only leaders stay in it
  kReleased,       // gone
};

// What a thread was last doing in the kernel, where it goes on when it gets the CPU.
enum class Sleep : std::uint8_t {
  kNone,     // at the return of a system call, or was put off while runnable
  kNew,      // at its birth
  kCommand,  // waiting for an operation
  kSigtimedwait,
  kBlocked,       // Block
  kBlockedUnder,  // BlockUnder
  kWait,
  kExec,       // until the other threads are gone
  kVfork,      // until the child execs or exits
  kBirth,      // in fork or clone, before there is a child (an allocation had to wait)
  kGetSignal,  // stopped
  kForever,    // init
};

// What a wait4 or waitid asked for, as the kernel keeps it while the caller sleeps (struct wait_opts).
struct WaitRequest {
  WaitOptions options{};
  std::int32_t pid{};  // PidName code of a process, or of a process group when by_group
  bool any{false};     // any child
  bool by_group{false};
  bool waitid{false};  // fills a siginfo instead of a status word
  bool operator==(const WaitRequest&) const = default;
};

// struct task_struct, as far as signals see it.
struct Task {
  ThreadId id{};
  ProcessRef process{};
  TaskState state{TaskState::kRunnable};
  Sleep sleep{Sleep::kNew};
  std::uint8_t sleep_step{};  // the step whose system call sleeps
  WaitRequest wait{};         // what for, while it sleeps in kWait
  bool sigpending{false};     // TIF_SIGPENDING
  bool exiting{false};        // PF_EXITING
  bool stop_pending{false};   // JOBCTL_STOP_PENDING
  bool stop_consume{false};   // JOBCTL_STOP_CONSUME
  bool stop_dequeued{false};  // JOBCTL_STOP_DEQUEUED
  std::uint8_t stop_signo{};  // JOBCTL_STOP_SIGMASK
  Cred cred{};
  SignalSet blocked{};
  SignalSet real_blocked{};
  SignalSet saved_sigmask{};    // what sigsuspend replaced
  bool restore_sigmask{false};  // TIF_RESTORE_SIGMASK: saved_sigmask comes back on the way to user mode
  SigPending pending;
  Signo pdeath_signal{};  // to be sent to this thread's process when the thread that made it exits; {0}: none
  std::int32_t exit_code{};
  ThreadRef vfork_parent{kNoOne};  // who sleeps until this thread execs or exits
  boost::container::static_vector<ProcessRef, kMaxProcesses + 1> children;  // in the order of the children list

  Resume resume{Resume::kCommands};
  std::uint8_t resume_step{};
  boost::container::small_vector<Frame, 1> frames;
  boost::container::small_vector<Event, 0> reports;        // returns held back under frames, innermost last
  std::uint16_t report_because{};                          // rule of the innermost report
  boost::container::small_vector<std::uint8_t, 8> script;  // steps issued and not yet taken up
  bool operator==(const Task&) const = default;

  // Frames whose handlers have begun and not ended.
  [[nodiscard]] std::uint8_t depth() const;
};

// struct signal_struct and sighand_struct of a thread group.
struct Process {
  ProcessId id{};
  ThreadRef leader{};
  ThreadRef real_parent{kNoOne};  // the thread whose child this is; kNoOne for init
  boost::container::static_vector<ThreadRef, kMaxThreadsPerProcess> threads;  // not released, in thread-list order
  std::array<SigAction, 64> action{};
  SigPending shared_pending;
  ThreadRef curr_target{};

  // signal->flags
  bool unkillable{false};      // SIGNAL_UNKILLABLE
  bool group_exit{false};      // SIGNAL_GROUP_EXIT
  bool stop_stopped{false};    // SIGNAL_STOP_STOPPED
  bool stop_continued{false};  // SIGNAL_STOP_CONTINUED
  bool cld_stopped{false};     // SIGNAL_CLD_STOPPED
  bool cld_continued{false};   // SIGNAL_CLD_CONTINUED
  bool executed{false};        // not PF_FORKNOEXEC
  bool dead{false};            // the leader was released: the pid is gone

  ThreadRef group_exec_task{kNoOne};  // who waits in exec for the other threads to go
  std::int8_t exec_notify_count{};    // for how many; -1: for the leader to be a zombie
  std::uint8_t group_stop_count{};
  std::uint8_t live{};           // threads that have not passed do_exit's count
  std::uint8_t quick_threads{};  // threads that have not entered do_exit
  std::int32_t group_exit_code{};
  std::uint32_t queue_limit{kDefaultQueueLimit};  // soft RLIMIT_SIGPENDING

  PidName pgrp{};
  PidName session{};
  bool session_leader{false};
  std::uint16_t pgrp_attached{};  // later attached is larger: process groups are walked newest first
  boost::container::static_vector<ThreadRef, kMaxThreadsPerProcess> wait_queue;  // wait_chldexit, first woken first
  bool operator==(const Process&) const = default;

  [[nodiscard]] SigAction& action_of(Signo s) { return action[static_cast<std::size_t>(s.value - 1)]; }
  [[nodiscard]] const SigAction& action_of(Signo s) const { return action[static_cast<std::size_t>(s.value - 1)]; }
  [[nodiscard]] bool thread_group_empty() const { return threads.size() == 1; }
};

struct World {
  boost::container::static_vector<Task, kMaxThreads> tasks;               // in the order of creation
  boost::container::static_vector<Process, kMaxProcesses + 1> processes;  // in the order of creation
  std::array<ThreadRef, kThreadSlots> task_at{};                          // by slot; kNoOne: never created
  std::array<ProcessRef, kMaxProcesses + 1> process_at{};                 // by index; kNoOne: never created
  std::array<std::int32_t, kMaxUsers + 1> charged{};                  // sigqueue entries by user; root is not counted
  boost::container::static_vector<ThreadRef, kMaxThreads> run_queue;  // first come first
  ThreadRef current{kNoOne};                                          // who has the CPU
  std::uint16_t attach_count{};

  World() {
    task_at.fill(kNoOne);
    process_at.fill(kNoOne);
  }
  bool operator==(const World&) const = default;

  [[nodiscard]] Task& task(ThreadRef t) { return tasks[static_cast<std::size_t>(t)]; }
  [[nodiscard]] const Task& task(ThreadRef t) const { return tasks[static_cast<std::size_t>(t)]; }
  [[nodiscard]] Process& process(ProcessRef p) { return processes[static_cast<std::size_t>(p)]; }
  [[nodiscard]] const Process& process(ProcessRef p) const { return processes[static_cast<std::size_t>(p)]; }
  [[nodiscard]] Process& group_of(ThreadRef t) { return process(task(t).process); }
  [[nodiscard]] const Process& group_of(ThreadRef t) const { return process(task(t).process); }
  // The task with that name if its pid still exists (a zombie's does), else kNoOne.
  [[nodiscard]] ThreadRef find(ThreadId id) const;
};

// What /proc shows of a thread in this world.
[[nodiscard]] ThreadStatus status_of(const World& world, ThreadId id);

}  // namespace sigconform
