// The state of the modelled system: processes, threads, queues, masks, frames, charges. Plain values, copyable,
// comparable and small; the names are the kernel's. This file must not know how the state changes.
#pragma once

#include "model/observation.h"
#include "model/vocabulary.h"

#include <array>
#include <bitset>
#include <boost/container/small_vector.hpp>
#include <boost/container/static_vector.hpp>
#include <cstdint>

namespace sigconform {

// Places in World::threads and World::processes; -1 is no one.
using ThreadRef = std::int8_t;
using ProcessRef = std::int8_t;
inline constexpr std::int8_t kNoOne = -1;
// A place in World::timers.
using TimerRef = std::int16_t;
inline constexpr TimerRef kNoTimer = -1;

// One queued siginfo (struct sigqueue) and the user whose RLIMIT_SIGPENDING it is charged to.
struct QueueEntry {
  SignalInfo info{};
  std::int8_t charged_to{};  // UserName code
  TimerRef timer{kNoTimer};  // whose entry this is; such an entry is charged with its timer
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

// struct sighand_struct: the actions of one process, or of several that were made with CLONE_SIGHAND.
struct SigHand {
  std::array<SigAction, 64> action{};
  boost::container::static_vector<ThreadRef, kMaxThreads> signalfd_wqh;  // first woken first
  std::uint8_t users{};                                                  // processes; 0: unused
  bool operator==(const SigHand&) const = default;
};
using SigHandRef = std::int8_t;

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

// t->sas_ss_sp, sas_ss_size, sas_ss_flags. kQuery stands for size 0.
struct SigAltStack {
  std::uint8_t area{};
  AltStack stack{AltStack::kQuery};
  StackFlags flags{kSsDisable};
  bool operator==(const SigAltStack&) const = default;
};

// A signal frame on a thread's user stack, with what it interrupted.
struct Frame {
  SignalInfo info{};
  SignalSet saved_mask{};
  SigAltStack saved_stack{};  // uc_stack
  std::uint8_t area{};        // which of the thread's stacks it lies on
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

// A signalfd (struct signalfd_ctx and its struct file).
struct SignalFile {
  std::uint8_t serial{};  // of its creation in the scenario; 0: there is none
  SignalSet mask{};       // what it gives
  bool nonblock{false};
  ThreadRef creator{kNoOne};
  bool operator==(const SignalFile&) const = default;
};

// struct files_struct, as far as scenarios fill it: of one process after an exec, and of those that it made since.
using Files = std::array<SignalFile, kDescriptors>;
using FilesRef = std::int8_t;

// What a thread was last doing in the kernel, where it goes on when it gets the CPU.
enum class Sleep : std::uint8_t {
  kNone,     // at the return of a system call, or was put off while runnable
  kNew,      // at its birth
  kCommand,  // waiting for an operation
  kSigtimedwait,
  kBlocked,       // Block
  kBlockedUnder,  // BlockUnder
  kPoll,          // Poll, PollUnder
  kSignalfd,      // ReadSignalfd
  kWait,
  kExec,        // until the other threads are gone
  kVfork,       // until the child execs or exits
  kBirth,       // in fork or clone, before there is a child (an allocation had to wait)
  kFreeze,      // in a write to cgroup.freeze, before it has an effect (somebody else had cgroup_mutex)
  kGetSignal,   // stopped
  kExitNotify,  // behind others, before its death is announced
  kExit,        // behind others, in the middle of releasing what is dead
  kFrozen,      // in do_freezer_trap()
  kTaken,       // runnable, on its way from dequeue_signal() to what the signal does
  kForever,     // init
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
  SignalFile file{};          // what it reads or polls, while it sleeps in kSignalfd or kPoll; as it is by now
  bool epoll_watches{false};  // it sleeps in epoll_wait: its epoll instance watches the file and does not keep it
  bool epoll_event{false};    // that instance was told to look at the file
  SignalSet delayed{};        // what was sent to many processes, its own among them, while it sleeps in kBirth
  bool sigpending{false};     // TIF_SIGPENDING
  bool exiting{false};        // PF_EXITING
  bool stop_pending{false};   // JOBCTL_STOP_PENDING
  bool stop_consume{false};   // JOBCTL_STOP_CONSUME
  bool stop_dequeued{false};  // JOBCTL_STOP_DEQUEUED
  bool trap_freeze{false};    // JOBCTL_TRAP_FREEZE
  std::uint8_t stop_signo{};  // JOBCTL_STOP_SIGMASK
  Cred cred{};
  SignalSet blocked{};
  SignalSet real_blocked{};
  SignalSet saved_sigmask{};    // what sigsuspend and its kin replaced
  bool restore_sigmask{false};  // TIF_RESTORE_SIGMASK: saved_sigmask comes back on the way to user mode
  SigAltStack altstack{};
  SigPending pending;
  Signo pdeath_signal{};  // to be sent to this thread's process when the thread that made it exits; {0}: none
  std::int32_t exit_code{};
  bool ended_group{false};                            // it was the last thread of its process to exit
  boost::container::small_vector<ThreadRef, 0> dead;  // what it has to release yet; the first is gone already in kExit
  ThreadRef vfork_parent{kNoOne};                     // who sleeps until this thread execs or exits
  Signo taken{};                                      // in kTaken: what it is to stop or die of
  bool in_user_mode{false};       // where threads may be interrupted: it was there when its last moment was over
  bool tells_birth{false};        // before it takes operations, outside of all handlers, it tells its altstack
  std::uint8_t birth_step{};      // which step made it, and
  std::uint16_t birth_because{};  // the rule that decided what it has
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
  // The handler that runs has told all that it does.
  [[nodiscard]] bool in_logging_handler() const {
    return resume == Resume::kCommands && !frames.empty() && frames.back().entered && !frames.back().parks;
  }
  // Which of its stacks it runs on.
  [[nodiscard]] std::uint8_t stack_area() const { return frames.empty() ? std::uint8_t{0} : frames.back().area; }
  // on_sig_stack(): it runs on its alternate stack, as far as the kernel can tell.
  [[nodiscard]] bool on_altstack() const {
    return altstack.area != 0 && altstack.area == stack_area() && !altstack.flags.has(kSsAutoDisarm);
  }
};

// struct k_itimer: a POSIX timer, with the one queue entry that it has for life.
struct PosixTimer {
  ProcessRef owner{kNoOne};  // kNoOne: this place is free
  bool valid{false};         // not deleted; what is left of a deleted one lives as long as its entry is pending
  TimerNotify notify{};
  ThreadRef target{kNoOne};      // the leader, or with SIGEV_THREAD_ID that thread
  std::int32_t place{};          // the lowest number that no other timer of its process had when it was made
  SignalInfo info{};             // of its signals, the overrun aside
  std::int8_t charged_to{};      // UserName code
  std::int32_t left{};           // kLeftNothing, kLeftShort, kLeftLong
  bool repeats{false};           // it_interval
  bool past{false};              // it was armed for a time that was long gone
  std::uint32_t armed{};         // when it was armed for `soon`, in World::armed
  std::uint32_t signal_seq{};    // it_signal_seq: how often it was set or its signal delivered
  std::uint32_t sigqueue_seq{};  // it_sigqueue_seq: the same, as of the last expiry
  bool sig_periodic{false};      // it repeated at the last expiry
  bool queued{false};
  bool parked{false};  // on the group's list of ignored timers
  std::int32_t overrun_last{};
  // Where setting a timer does not forget what it missed, and expiries count while the signal is pending:
  std::int32_t expired_again{};  // while its signal was pending
  std::int32_t overrun{};        // expiries that it was moved on by since its signal was last taken
  bool behind{false};            // it repeats, has expired, and was not moved on yet
  bool operator==(const PosixTimer&) const = default;

  // SIGEV_THREAD_ID directs to one thread, all else to the group.
  [[nodiscard]] bool to_thread() const { return notify == TimerNotify::kThread; }
};

// One of the three timers of setitimer().
struct IntervalTimer {
  std::int32_t left{};
  bool repeats{false};
  std::uint32_t armed{};  // as in PosixTimer
  bool operator==(const IntervalTimer&) const = default;
};

[[nodiscard]] constexpr std::array<std::int32_t, kTimerNames> no_timer_ids() {
  std::array<std::int32_t, kTimerNames> ids{};
  ids.fill(kNobodysTimer);
  return ids;
}

// struct signal_struct of a thread group.
struct Process {
  ProcessId id{};
  ThreadRef leader{};
  ThreadRef real_parent{kNoOne};  // the thread whose child this is; kNoOne for init
  boost::container::static_vector<ThreadRef, kMaxThreadsPerProcess> threads;  // not released, in thread-list order
  SigHandRef sighand{kNoOne};
  FilesRef files{0};
  SigPending shared_pending;
  ThreadRef curr_target{};
  Signo exit_signal{kSigChld};    // what its death sends; {0}: nothing
  std::uint8_t exec_id{};         // counts its execs (self_exec_id)
  std::uint8_t parent_exec_id{};  // its parent's, when it was made
  ProcessId cgroup{};             // by the name of the process that began in it

  // signal->flags
  bool unkillable{false};      // SIGNAL_UNKILLABLE
  bool group_exit{false};      // SIGNAL_GROUP_EXIT
  bool old_group_exit{false};  // SIGNAL_GROUP_EXIT as it was before 6.0: not for a single thread that calls exit_group
  bool stop_stopped{false};    // SIGNAL_STOP_STOPPED
  bool stop_continued{false};  // SIGNAL_STOP_CONTINUED
  bool cld_stopped{false};     // SIGNAL_CLD_STOPPED
  bool cld_continued{false};   // SIGNAL_CLD_CONTINUED
  bool dead{false};            // the leader was released: the pid is gone
  bool child_subreaper{false};

  ThreadRef group_exec_task{kNoOne};  // who waits in exec for the other threads to go
  std::int8_t exec_notify_count{};    // for how many; -1: for the leader to be a zombie
  std::uint8_t group_stop_count{};
  std::uint8_t live{};           // threads that have not passed do_exit's count
  std::uint8_t quick_threads{};  // threads that have not entered do_exit
  std::int32_t group_exit_code{};
  std::uint32_t queue_limit{kDefaultQueueLimit};  // soft RLIMIT_SIGPENDING

  std::int32_t cpu_limit{kCpuUnlimited};  // soft RLIMIT_CPU

  std::array<IntervalTimer, kItimers> itimers{};
  std::int32_t next_timer_id{};
  std::bitset<kMaxSteps> places_lost;  // those that its timers do not get, for its parent's had them when it was made
  std::array<std::int32_t, kTimerNames> timer_ids{no_timer_ids()};   // what each name stands for
  boost::container::small_vector<TimerRef, 0> ignored_posix_timers;  // last parked first

  PidName pgrp{};
  bool adopted{false};  // since it joined its process group
  PidName session{};
  bool session_leader{false};
  std::uint16_t pgrp_attached{};  // later attached is larger: process groups are walked newest first
  boost::container::static_vector<ThreadRef, kMaxThreadsPerProcess> wait_queue;  // wait_chldexit, first woken first
  bool operator==(const Process&) const = default;

  [[nodiscard]] bool thread_group_empty() const { return threads.size() == 1; }
};

struct World {
  boost::container::small_vector<PosixTimer, 0> timers;
  std::uint32_t armed{};                                                  // how often a timer was armed for `soon`
  boost::container::static_vector<Task, kMaxThreads> tasks;               // in the order of creation
  boost::container::static_vector<Process, kMaxProcesses + 1> processes;  // in the order of creation
  boost::container::static_vector<SigHand, kMaxProcesses + 1> sighands;
  std::array<ThreadRef, kThreadSlots> task_at{};                      // by slot; kNoOne: never created
  std::array<ProcessRef, kMaxProcesses + 1> process_at{};             // by index; kNoOne: never created
  std::array<std::int32_t, kMaxUsers + 1> charged{};                  // sigqueue entries by user; root is not counted
  boost::container::static_vector<ThreadRef, kMaxThreads> run_queue;  // first come first
  ThreadRef current{kNoOne};                                          // who has the CPU
  std::uint16_t attach_count{};
  boost::container::static_vector<Files, kMaxProcesses + 1> files;  // the first is the one that all begin with
  std::uint8_t files_created{};
  std::bitset<kMaxProcesses + 1> frozen_cgroups;  // CGRP_FREEZE, by the index of the name
  // By slot: numbers of tasks that are gone, which who released them has not given back yet. None at rest.
  std::bitset<kThreadSlots> fading_numbers;

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
  [[nodiscard]] SigHand& sighand_of(const Process& g) { return sighands[static_cast<std::size_t>(g.sighand)]; }
  [[nodiscard]] const SigHand& sighand_of(const Process& g) const {
    return sighands[static_cast<std::size_t>(g.sighand)];
  }
  // The action of a process that is not gone.
  [[nodiscard]] SigAction& action_of(const Process& g, Signo s) {
    return sighand_of(g).action[static_cast<std::size_t>(s.value - 1)];
  }
  [[nodiscard]] const SigAction& action_of(const Process& g, Signo s) const {
    return sighand_of(g).action[static_cast<std::size_t>(s.value - 1)];
  }
  // The descriptors of a thread's process.
  [[nodiscard]] Files& files_of(ThreadRef t) { return files[static_cast<std::size_t>(group_of(t).files)]; }
  [[nodiscard]] const Files& files_of(ThreadRef t) const { return files[static_cast<std::size_t>(group_of(t).files)]; }
  // The task with that name if its pid still exists (a zombie's does), else kNoOne.
  [[nodiscard]] ThreadRef find(ThreadId id) const;
};

// What /proc shows of a thread in this world.
[[nodiscard]] ThreadStatus status_of(const World& world, ThreadId id);

}  // namespace sigconform
