// The deciding functions, named as in the Linux kernel so that one who knows it finds the way. One object serves
// one burst of steps: it holds references to the world and to the surroundings of the run, and no state of its own
// that outlives them. The bodies stand in the files that the groups below name.
#pragma once

#include "model/kernel/birth.h"
#include "model/kernel/terms.h"

#include <optional>

namespace sigconform {

class Kernel {
 public:
  Kernel(World& world, const Scenario& scenario, Choices& choices, const Dialect& dialect, Record& record)
      : w_(world), scenario_(scenario), choices_(choices), dialect_(dialect), record_(record) {}

  // schedule.cpp: who runs, and what a thread does once it runs
  void issue(std::size_t first, std::size_t last);  // give a burst to its actor
  void quiesce();                                   // run until nothing is runnable
  // The same bit by bit, for callers that decide themselves who is next: until the thread of that place in the run
  // queue sleeps, or is where another could run as well.
  void run_for_a_moment(std::size_t place);
  void elapse();  // timers.cpp: what is armed for `soon` expires
  // The next timer of those that were armed before, counted as World::armed; false when there is none.
  [[nodiscard]] bool expire_next(std::uint32_t until);

 private:
  // One of n >= 2 possibilities; 0 is what Linux usually does.
  [[nodiscard]] std::size_t picked(ChoicePoint point, std::size_t n) {
    return static_cast<std::size_t>(choices_.pick(point, static_cast<int>(n)));
  }

  // schedule.cpp
  void wake(ThreadRef t);
  [[nodiscard]] bool requeue_group(ThreadRef t);
  void run(ThreadRef t);
  [[nodiscard]] bool leave_sleep(ThreadRef t);
  void user_mode(ThreadRef t);
  void set_resume(ThreadRef t, std::uint8_t step, const Outcome& outcome);
  [[nodiscard]] bool is_told_of_fault(ThreadRef t) const;
  [[nodiscard]] bool answers_from_vfork(ThreadRef t);
  [[nodiscard]] bool answers_before_delivery(ThreadRef t, std::uint8_t step, bool left_before);
  [[nodiscard]] bool finish(ThreadRef t, std::uint8_t step, const Outcome& outcome, bool answers_first = false);
  void report(ThreadRef t);
  [[nodiscard]] bool notices_later(ThreadRef t);
  [[nodiscard]] bool moment_is_over(ThreadRef t);
  [[nodiscard]] Outcome perform_step(ThreadRef t, std::uint8_t step);

  // generate.cpp: kill to queue
  [[nodiscard]] bool prepare_signal(Signo sig, ThreadRef p, bool force);
  [[nodiscard]] bool sig_ignored(ThreadRef p, Signo sig, bool force);
  [[nodiscard]] bool sig_handler_ignored(const Process& g, Signo sig) const;
  void flush_sigqueue_mask(SigPending& pending, SignalSet mask, Happening why = Happening::kFlushed);
  void flush_sigqueue(SigPending& pending) { flush_sigqueue_mask(pending, ~SignalSet{}, Happening::kDiedWith); }
  [[nodiscard]] bool sigqueue_alloc(ThreadRef t, bool override_rlimit, std::int8_t& charged_to);
  [[nodiscard]] SigPending& pending_of(ThreadRef t, bool shared) {
    return shared ? group_of(t).shared_pending : task(t).pending;
  }
  [[nodiscard]] bool coalesces(Signo sig, const SignalInfo& info, ThreadRef t, bool shared);
  [[nodiscard]] Errno queue_entry(Signo sig, const SignalInfo& info, ThreadRef t, bool shared, bool from_kernel);
  Errno send_signal(Signo sig, const SignalInfo& info, ThreadRef t, Scope scope, bool from_kernel = false);
  void delay_for_births(const Process& g, Signo sig);
  void stop_signal_generated(Process& g, ThreadRef p, Signo sig);
  void continue_signal_generated(Process& g, ThreadRef p);

  // force.cpp: signals that a thread brings upon itself and cannot refuse
  enum class SigHandler : std::uint8_t { kCurrent, kDefault };  // HANDLER_CURRENT, HANDLER_SIG_DFL
  void force_sig_info_to_task(Signo sig, const SignalInfo& info, ThreadRef t, SigHandler handler);
  void force_sigsegv(ThreadRef t, Signo failed);

  // target.cpp: who is woken for it
  void mark_target(Signo sig, ThreadRef p, ThreadRef chosen, Scope scope);
  void nobody_wants(Signo sig, ThreadRef p);
  [[nodiscard]] bool wants_signal(Signo sig, ThreadRef t) const;
  [[nodiscard]] bool task_curr(ThreadRef t) const;
  void complete_signal(Signo sig, ThreadRef p, Scope scope);
  [[nodiscard]] ThreadRef any_thread(Signo sig, ThreadRef usual);
  [[nodiscard]] ThreadRef idle_sibling(Signo sig, ThreadRef t) const;
  [[nodiscard]] bool ignored_by_default(Signo sig) const;
  [[nodiscard]] bool sig_fatal(ThreadRef p, Signo sig) const;
  void zap_group(Process& g, Signo sig);
  void signal_wake_up(ThreadRef t, bool fatal);
  [[nodiscard]] bool has_pending_outside(ThreadRef t, SignalSet refused) const;
  [[nodiscard]] bool has_unblocked_pending(ThreadRef t) const { return has_pending_outside(t, task(t).blocked); }
  void recalc_sigpending(ThreadRef t);
  void retarget_shared_pending(ThreadRef t, SignalSet which);
  [[nodiscard]] SignalSet unblockable() const;
  void set_task_blocked(ThreadRef t, SignalSet blocked);
  void set_current_blocked(ThreadRef t, SignalSet blocked);
  [[nodiscard]] ThreadRef next_thread(ThreadRef t) const;

  // dequeue.cpp: which signal comes out
  [[nodiscard]] Dequeued dequeue_signal(ThreadRef t, SignalSet mask);
  [[nodiscard]] SignalSet unseen(ThreadRef t) const;
  [[nodiscard]] Dequeued dequeue_of(ThreadRef t, SignalSet set, bool unblocked_too);
  [[nodiscard]] Dequeued dequeue_any(ThreadRef t, SignalSet mask);
  [[nodiscard]] Dequeued dequeue_synchronous_signal(ThreadRef t);
  [[nodiscard]] Dequeued dequeue_from(SigPending& pending, SignalSet mask, ThreadRef t);
  [[nodiscard]] Signo next_pending(SignalSet ready, Rule& because);
  void collect_signal(SigPending& pending, Signo sig, Dequeued& out, ThreadRef t);

  // timers.cpp: what expires, and what becomes of a timer's one queue entry
  void posix_timer_expires(TimerRef timer);
  [[nodiscard]] ThreadRef posixtimer_get_target(const PosixTimer& timer);
  void posixtimer_send_sigqueue(TimerRef timer);
  void posixtimer_queue_sigqueue(TimerRef timer, ThreadRef t);
  void posixtimer_sig_ignore(TimerRef timer);
  void posixtimer_sig_unignore(Process& g, Signo sig);
  void leave_ignored_list(TimerRef timer);
  [[nodiscard]] bool is_stale(TimerRef timer) const;
  void posixtimer_deliver_signal(TimerRef timer, ThreadRef t);
  void posixtimer_putref(TimerRef timer);
  void posix_timer_delete(TimerRef timer);
  void posix_timer_disarm(TimerRef timer);
  void exit_itimers(ThreadRef t, Rule because);
  void it_real_expires(Process& g);
  void cpu_itimer_expires(ThreadRef t, Itimer which);
  void soft_cpu_limit_reached(ThreadRef t);
  void hard_cpu_limit_reached(ThreadRef t);
  void posixtimer_rearm_itimer(ThreadRef t);
  [[nodiscard]] std::int32_t missed_expiries(const PosixTimer& timer);
  void timer_forward(PosixTimer& timer);
  void timer_is_read(PosixTimer& timer);
  [[nodiscard]] std::int32_t free_timer_place(ProcessRef owner) const;
  [[nodiscard]] TimerRef find_timer(ThreadRef t, TimerName name) const;
  [[nodiscard]] Outcome no_such_timer(ThreadRef t, std::uint8_t step) const;
  [[nodiscard]] PosixTimer& timer(TimerRef ref) { return w_.timers[static_cast<std::size_t>(ref)]; }
  [[nodiscard]] const PosixTimer& timer(TimerRef ref) const { return w_.timers[static_cast<std::size_t>(ref)]; }

  // deliver.cpp: from the queue to a handler, a stop, or death
  enum class Delivery : std::uint8_t { kNothing, kHandler, kLater, kStopped, kDied };
  [[nodiscard]] bool exit_to_user(ThreadRef t, bool in_get_signal = false);  // false: stopped, dead, or not there yet
  [[nodiscard]] Delivery get_signal(ThreadRef t, Dequeued& out, SigAction& action);
  [[nodiscard]] Delivery default_action(ThreadRef t, const Dequeued& got);
  [[nodiscard]] bool acts_later(ThreadRef t, Signo sig);
  [[nodiscard]] bool delivers_later(ThreadRef t);
  [[nodiscard]] Delivery stop_or_die(ThreadRef t, Signo sig);
  void go_on_without_handler(ThreadRef t);
  void interrupt_call(ThreadRef t);
  [[nodiscard]] SignalSet held_by_freezer(ThreadRef t) const;
  [[nodiscard]] bool handle_signal(ThreadRef t, const Dequeued& got, const SigAction& action);
  void signal_delivered(ThreadRef t, Signo sig, const SigAction& action, SignalSet before);
  void enter_handler(ThreadRef t);

  // frame.cpp: a handler's frame, its stack, and the ways to leave it
  [[nodiscard]] std::optional<std::uint8_t> place_frame(ThreadRef t, const Dequeued& got, const SigAction& action);
  void frame_failed(ThreadRef t, Signo sig);
  [[nodiscard]] Errno set_altstack(ThreadRef t, const SigAltStack& wanted);
  [[nodiscard]] std::uint8_t free_area(ThreadRef t) const;
  [[nodiscard]] StackSeen altstack_of(const Task& t) const;
  void sigreturn(ThreadRef t);

  // stop.cpp: job control
  [[nodiscard]] bool do_signal_stop(ThreadRef t, Signo sig);
  [[nodiscard]] bool task_set_stop_pending(Task& t, Signo sig, bool consume);
  [[nodiscard]] bool task_participate_group_stop(ThreadRef t);
  void clear_stop_pending(Task& t) const;
  void set_stop_flags(Process& g, bool stopped, bool continued, bool cld_stopped, bool cld_continued) const;
  void do_notify_parent_cldstop(ThreadRef t, SiCode why);
  [[nodiscard]] bool will_become_orphaned_pgrp(PidName pgrp, ProcessRef ignored) const;
  [[nodiscard]] bool has_stopped_jobs(PidName pgrp) const;
  void kill_orphaned_pgrp(ProcessRef p, ThreadRef parent);

  // exit.cpp: death
  void do_group_exit(ThreadRef t, std::int32_t code);
  void do_exit(ThreadRef t, std::int32_t code);
  void exit_signals(ThreadRef t);
  void exit_notify(ThreadRef t, bool group_dead);
  bool exit_is_overtaken(ThreadRef t);
  void release_dead(ThreadRef t);
  void forget_original_parent(ThreadRef father, boost::container::static_vector<ThreadRef, kMaxThreads>& dead);
  void send_pdeath_signals(ThreadRef father, const Process& child);
  [[nodiscard]] ThreadRef find_alive_thread(const Process& g) const;
  [[nodiscard]] ThreadRef find_new_reaper(ThreadRef father) const;
  [[nodiscard]] bool nocldwait_tells();
  [[nodiscard]] Signo exit_signal_of(const Process& g);
  [[nodiscard]] bool do_notify_parent(ThreadRef leader);
  void release_task(ThreadRef t);

  // wait.cpp
  void wake_up_parent(ProcessRef child, ThreadRef parent);
  [[nodiscard]] Outcome do_wait(ThreadRef t, const WaitRequest& request, std::uint8_t step);
  [[nodiscard]] Outcome continue_wait(ThreadRef t);
  [[nodiscard]] bool wait_consider_task(ThreadRef t, const WaitRequest& request, ProcessRef child, Outcome& out,
                                        bool& may_match_later);
  [[nodiscard]] bool wait_task_zombie(ThreadRef t, const WaitRequest& request, ProcessRef child, Outcome& out);
  [[nodiscard]] bool wait_task_stopped(const WaitRequest& request, ProcessRef child, Outcome& out);
  [[nodiscard]] bool wait_task_continued(const WaitRequest& request, ProcessRef child, Outcome& out);
  [[nodiscard]] bool eligible_child(ThreadRef t, const WaitRequest& request, ProcessRef child);
  [[nodiscard]] bool pid_has_task(const WaitRequest& request) const;
  void report_child(const WaitRequest& request, ProcessRef child, SiCode why, std::int32_t status_word,
                    std::int32_t info_status, Outcome& out) const;
  [[nodiscard]] Outcome begin_wait(ThreadRef t, const WaitRequest& request, std::uint8_t step);

  // call_freeze.cpp: control groups that are frozen, and what a frozen thread does
  [[nodiscard]] Outcome finish_freeze(ThreadRef t, std::uint8_t step);
  void cgroup_freeze_task(ThreadRef t, bool freeze);
  void forget_unblocked(ThreadRef t);
  void do_freezer_trap(ThreadRef t);
  void call_is_frozen(ThreadRef t);
  void mark_chosen_while_frozen(Signo sig, ThreadRef t);

  // call_*.cpp: one system call each
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Kill& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Tkill& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Tgkill& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::RtSigqueueinfo& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::RtTgsigqueueinfo& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::QueueSiginfo& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::PidfdSendSignal& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Write& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::NotifyOwner& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::RtSigaction& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::RtSigprocmask& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::RtSigpending& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::RtSigtimedwait& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Block& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::BlockUnder& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Poll& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::PollUnder& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::CreateSignalfd& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Signalfd4& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::ReadSignalfd& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::CloseSignalfd& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::RtSigtimedwaitUnwritable& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::PassBadSet& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Return& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::ReturnWithMask& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::LeaveHandler& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Sigaltstack& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Fork& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::CloneThread& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Clone3& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Vfork& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Execve& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Exit& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::ExitGroup& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::SetPdeathsig& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::GetPdeathsig& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::SetChildSubreaper& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Wait4& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Waitid& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Setpgid& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Setsid& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Setrlimit& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::SetCpuLimit& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Setresuid& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::DropCapabilities& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Fault& o);

  // call_birth.cpp: the part of fork and clone that makes the child
  // call_exec.cpp: the way to a new image
  [[nodiscard]] Outcome de_thread(ThreadRef t, std::uint8_t step);
  [[nodiscard]] Outcome await_leader(ThreadRef t, std::uint8_t step);
  [[nodiscard]] Outcome continue_exec(ThreadRef t);
  void survive_in_exec(ThreadRef t);
  [[nodiscard]] Outcome finish_exec(ThreadRef t, std::uint8_t step);
  void wake_exec(Process& g, bool leader);
  void take_leaders_identity(ThreadRef t);
  void exec_actions(ThreadRef t);
  void exec_pending(ThreadRef t);
  void exec_rest(ThreadRef t);
  void flush_itimer_signals(ThreadRef t, SigPending& pending);
  void exec_credentials(ThreadRef t);

  // call_vfork.cpp: the wait for the child
  [[nodiscard]] Outcome begin_vfork_wait(ThreadRef t, std::uint8_t step, ThreadRef child);
  [[nodiscard]] Outcome finish_vfork(ThreadRef t);
  void complete_vfork_done(ThreadRef child);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Setitimer& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Getitimer& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::TimerCreate& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::TimerSettime& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::TimerGettime& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::TimerGetoverrun& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::TimerDelete& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Elapse& o);
  [[nodiscard]] Outcome perform(ThreadRef t, std::uint8_t step, const op::Freeze& o);

  // call_process.cpp: the part of fork and clone that makes the child
  [[nodiscard]] Outcome begin_birth(ThreadRef t, std::uint8_t step);
  [[nodiscard]] Outcome finish_birth(ThreadRef t, std::uint8_t step);
  [[nodiscard]] Outcome process_is_born(ThreadRef t, std::uint8_t step, ProcessId id, CloneArguments arguments);
  [[nodiscard]] Rule altstack_rule(ThreadRef maker, CloneFlags flags) const;
  void tell_birth(ThreadRef t);
  void mark_inheritance(ThreadRef maker, ThreadRef child, CloneFlags flags);
  void task_join_group_stop(ThreadRef maker, ThreadRef thread);

  // call_kill.cpp: finding and being allowed to signal a target
  [[nodiscard]] Errno check_kill_permission(ThreadRef sender, Signo sig, SiCode code, ThreadRef p);
  [[nodiscard]] Errno group_send_sig_info(ThreadRef sender, Signo sig, const SignalInfo& info, ThreadRef p,
                                          Scope scope);
  [[nodiscard]] Errno kill_pgrp(ThreadRef sender, Signo sig, const SignalInfo& info, std::int32_t pgrp, Rule& because);
  [[nodiscard]] Errno kill_everyone(ThreadRef sender, Signo sig, const SignalInfo& info, Rule& because);
  [[nodiscard]] Errno kill_proc_info(ThreadRef sender, Signo sig, const SignalInfo& info, std::int32_t pid,
                                     Rule& because);
  [[nodiscard]] Errno do_send_specific(ThreadRef sender, std::optional<std::int32_t> tgid, std::int32_t tid, Signo sig,
                                       const SignalInfo& info, Rule& because);
  void leave_to_sharers(const Process& g, Signo sig);
  [[nodiscard]] Outcome finish_sigtimedwait(ThreadRef t);
  [[nodiscard]] Outcome timedwait_took(ThreadRef t, std::uint8_t step, const Dequeued& got);
  [[nodiscard]] Outcome finish_block(ThreadRef t, std::uint8_t step);
  [[nodiscard]] Event interrupted_by_handler(ThreadRef t, std::uint8_t step);

  // call_signalfd.cpp: reading, and waking those who sleep until there is something to read
  void signalfd_notify(ThreadRef t);
  [[nodiscard]] bool is_open(const SignalFile& file) const;
  [[nodiscard]] SignalSet signalfd_mask(ThreadRef t, SignalSet mask);
  [[nodiscard]] ThreadRef whose_queue(ThreadRef t, const SignalFile& file) const;
  [[nodiscard]] bool readable(ThreadRef t, const SignalFile& file) const;
  [[nodiscard]] Outcome read_signalfd(ThreadRef t, std::uint8_t step);
  [[nodiscard]] Outcome nothing_to_read(ThreadRef t, std::uint8_t step);
  [[nodiscard]] Outcome continue_read(ThreadRef t);
  [[nodiscard]] Outcome signalfd_not_open(ThreadRef t, std::uint8_t step) const;
  void leave_signalfd_queue(ThreadRef t);

  // call_poll.cpp
  [[nodiscard]] Outcome begin_poll(ThreadRef t, std::uint8_t step, const op::Poll& poll);
  [[nodiscard]] bool looks_for_closed(PollCall call) const;
  [[nodiscard]] Outcome poll_of_closed(ThreadRef t, std::uint8_t step, PollCall call, bool begins);
  [[nodiscard]] Outcome look_at(ThreadRef t, std::uint8_t step, const op::Poll& poll);
  [[nodiscard]] Outcome continue_poll(ThreadRef t, std::uint8_t step);
  [[nodiscard]] Outcome end_poll_under(ThreadRef t, const Outcome& out);

  // call_kill.cpp, call_pidfd.cpp: a siginfo from user mode, and where pidfd_send_signal sends it
  [[nodiscard]] Errno copy_siginfo(ThreadRef t, Signo sig, SentInfo sent, SiCode code, SigValue value, SignalInfo& out,
                                   Rule& because);
  [[nodiscard]] bool names_target(std::optional<std::int32_t> tgid, std::int32_t tid) const;
  [[nodiscard]] Errno queue_siginfo(ThreadRef t, std::optional<std::int32_t> tgid, std::int32_t pid, Signo sig,
                                    const SignalInfo& info, Rule& because);
  [[nodiscard]] Errno pidfd_open(const op::PidfdSendSignal& o, std::int32_t& pid, Rule& because) const;
  // call_source.cpp: signals that a system call's own failure, or a socket, brings
  void send_to_self(ThreadRef t, Signo sig, Scope scope);
  [[nodiscard]] bool pid_exists(std::int32_t number) const;
  void send_to_owner(ThreadRef setter, ThreadRef p, Scope scope, const op::NotifyOwner& o);

  // numbers.cpp: pids as numbers, as the calls compute with them
  [[nodiscard]] std::int32_t number_of(PidArg arg) const;
  [[nodiscard]] ThreadRef find_task_by_pid(std::int32_t number) const;
  [[nodiscard]] ProcessRef first_in_group(std::int32_t pgrp) const;
  void members_of_group(std::int32_t pgrp, boost::container::static_vector<ProcessRef, kMaxProcesses + 1>& out) const;

  // Shorthands.
  Task& task(ThreadRef t) { return w_.task(t); }
  const Task& task(ThreadRef t) const { return w_.task(t); }
  Process& group_of(ThreadRef t) { return w_.group_of(t); }
  const Process& group_of(ThreadRef t) const { return w_.group_of(t); }
  [[nodiscard]] Task& leader_of(const Process& g) { return w_.task(g.leader); }

  // The rule decided something about `sig` at thread t during the current step.
  void mark(Rule rule, ThreadRef t, Signo sig = {}) {
    record_.hits.set(static_cast<std::size_t>(rule));
    if (record_.keep_marks) [[unlikely]]
      record_.marks.push_back({rule, task(t).id, sig, step_, static_cast<std::uint16_t>(record_.events.size())});
  }
  // For the journal: something happened to the instance `info`, which thread t, or with `shared` its group, has or had.
  void note(Happening what, ThreadRef t, bool shared = false, const SignalInfo& info = {}, SignalSet mask = {},
            std::uint8_t step = 0) {
    if (record_.keep_journal) [[unlikely]]
      record_.journal.push_back(
          {what, task(t).id, shared, info, mask, step, static_cast<std::uint16_t>(record_.events.size())});
  }
  void note_flush(const SigPending& pending, SignalSet mask, Happening why);  // generate.cpp
  void emit(const Event& event, Rule because) {
    record_.events.push_back(event);
    record_.because.push_back(because);
    record_.hits.set(static_cast<std::size_t>(because));
  }
  [[nodiscard]] Event returned(ThreadRef t, std::uint8_t step, std::int32_t result) const {
    Event e;
    e.thread = task(t).id;
    e.step = step;
    e.result = result;
    return e;
  }
  [[nodiscard]] Outcome done(ThreadRef t, std::uint8_t step, std::int32_t result, Rule because) const {
    return {Outcome::Kind::kReturned, because, returned(t, step, result)};
  }
  [[nodiscard]] Outcome fail(ThreadRef t, std::uint8_t step, Errno error, Rule because) const {
    return done(t, step, -static_cast<std::int32_t>(error), because);
  }

  World& w_;
  const Scenario& scenario_;
  Choices& choices_;
  const Dialect& dialect_;
  Record& record_;
  std::uint8_t step_{0};  // the last step of the burst that is being applied
  // Threads run for moments; a moment is over when so many things are done in user mode. Negative: they do not.
  int moment_{-1};
  int restarts_{0};  // of the thread that runs, since it runs
};

// What a shell adds to the number of a signal that ended a command; no Linux does.
inline constexpr std::int32_t kShellKilled = 128;

inline constexpr Errno kOk{0};  // success, where a function answers with an error

}  // namespace sigconform
