// Scenarios for tests, in the text form. It must not know what they lead to.
#include "reports/testing/scenarios.h"

#include "model/text.h"

#include <stdexcept>
#include <string>
#include <variant>

namespace sigconform::testing {

Scenario scenario_of(std::string_view text) {
  const auto parsed = parse_scenario("sigconform scenario 1\n" + std::string(text));
  if (const auto* failed = std::get_if<ParseError>(&parsed)) {
    throw std::invalid_argument("line " + std::to_string(failed->line) + ": " + failed->message);
  }
  return std::get<Scenario>(parsed);
}

// Of the chapters "timers" and "states".
constexpr const char* kTimers =
    "P1.T1 setitimer real soon repeat\n"
    "P1.T1 setitimer virtual far once\n"
    "P1.T1 setitimer prof disarm repeat\n"
    "P1.T1 setitimer real invalid once\n"
    "P1.T1 getitimer real\n"
    "P1.T1 getitimer invalid\n"
    "P1.T1 set_cpu_limit query\n"
    "P1.T1 set_cpu_limit none\n"
    "P1.T1 set_cpu_limit far\n"
    "P1.T1 set_cpu_limit reached\n"
    "P1.T1 set_cpu_limit hard_reached\n"
    "P1.T1 set_cpu_limit above_hard\n"
    "P1.T1 timer_create timer1 signal SIGUSR1 0 7\n"
    "P1.T1 timer_create timer2 thread SIG40 P1.T2 -1\n"
    "P1.T1 timer_create timer3 none 0 0 0\n"
    "P1.T1 timer_create timer3 null 0 0 0\n"
    "P1.T1 timer_create timer3 invalid SIGUSR2 0 0\n"
    "P1.T1 timer_settime timer1 now once\n"
    "P1.T1 timer_settime timer1 past repeat\n"
    "P1.T1 timer_gettime timer2\n"
    "P1.T1 timer_getoverrun timer1\n"
    "P1.T1 timer_delete timer1\n"
    "P1.T1 elapse\n"
    "P1.T1 freeze P2 on\n"
    "P1.T1 freeze P2 off\n";

// Of the chapter "sources".
constexpr const char* kSources =
    "P1.T1 queue_siginfo rt_sigqueueinfo P2 SIGUSR1 forged SI_QUEUE 5\n"
    "P1.T1 queue_siginfo rt_tgsigqueueinfo P1.T2 SIGUSR1 long_tail -8 5\n"
    "P1.T1 queue_siginfo rt_tgsigqueueinfo nobody SIGUSR1 other_signal SI_QUEUE 5\n"
    "P1.T1 queue_siginfo rt_sigqueueinfo 0 SIGUSR1 unreadable SI_QUEUE 5\n"
    "P1.T1 queue_siginfo rt_sigqueueinfo -1 65 null SI_USER 0\n"
    "P1.T1 pidfd_send_signal pidfd P2 SIGUSR1 null SI_USER 0 0\n"
    "P1.T1 pidfd_send_signal thread_pidfd P1.T2 SIGUSR1 own SI_QUEUE 5 PIDFD_SIGNAL_THREAD_GROUP\n"
    "P1.T1 pidfd_send_signal self_thread P1 SIGUSR1 null SI_USER 0 PIDFD_SIGNAL_PROCESS_GROUP|0x80000000\n"
    "P1.T1 pidfd_send_signal self_thread_group P1 SIGUSR1 forged SI_TKILL 5 PIDFD_SIGNAL_THREAD\n"
    "P1.T1 pidfd_send_signal closed P1 SIGUSR1 null SI_USER 0 0\n"
    "P1.T1 pidfd_send_signal no_pidfd P1 SIGUSR1 null SI_USER 0 0\n"
    "P1.T1 write broken_pipe\n"
    "P1.T1 write broken_socket\n"
    "P1.T1 write broken_socket_nosignal\n"
    "P1.T1 write beyond_limit\n"
    "P1.T1 write truncate_beyond_limit\n"
    "P1.T1 write across_limit\n"
    "P1.T1 notify_owner input F_SETOWN -P2 SIG40\n"
    "P1.T1 notify_owner urgent F_OWNER_TID P1.T2 0\n"
    "P1.T1 notify_owner input F_OWNER_PID P2 SIGCHLD\n"
    "P1.T1 notify_owner input F_OWNER_PGRP nobody 65\n"
    "P1.T1 notify_owner input invalid 0 SIGIO\n"
    "P1.T1 get_pdeathsig\n";

// Of the other chapters, and the processes.
constexpr const char* kOthers =
    "process P1 user u1 capable threads 2\n"
    "process P2 parent P1 user u2\n"
    "P1.T1 kill 0 SIGHUP\n"
    "     + kill -1 SIG64\n"
    "P1.T2 kill -P2 64\n"
    "P1.T1 kill -nobody -1\n"
    "P1.T1 kill int-min 0\n"
    "P1.T1 tkill P2 SIGSEGV\n"
    "P1.T1 tgkill P1 P1.T2 65\n"
    "P1.T1 rt_sigqueueinfo nobody SIG33 17 -9223372036854775808\n"
    "P1.T1 rt_tgsigqueueinfo P1 P1.T2 SIGCHLD 1 5\n"
    "P1.T1 rt_sigaction SIGUSR1 default SA_RESETHAND|SA_NODEFER {}\n"
    "P1.T1 rt_sigaction SIGUSR1 ignore 0 ~{SIGKILL}\n"
    "P1.T1 rt_sigaction SIGUSR1 log "
    "SA_SIGINFO|SA_NOCLDSTOP|SA_NOCLDWAIT|SA_RESTART|SA_ONSTACK|NO_RESTORER|SA_UNSUPPORTED|SA_EXPOSE_TAGBITS|0x20 "
    "~{}\n"
    "P1.T1 rt_sigaction 65 park 0 {SIG32}\n"
    "P1.T1 rt_sigaction 0 query 0 {}\n"
    "P1.T1 rt_sigprocmask block {SIGUSR1}\n"
    "P1.T1 rt_sigprocmask unblock {SIGUSR1}\n"
    "P1.T1 rt_sigprocmask setmask {}\n"
    "P1.T1 rt_sigprocmask query {}\n"
    "P1.T1 rt_sigprocmask invalid {SIGUSR1}\n"
    "P1.T1 rt_sigpending\n"
    "P1.T1 rt_sigtimedwait {SIGUSR1, SIG63} zero\n"
    "P1.T1 rt_sigtimedwait {} forever\n"
    "P1.T1 rt_sigtimedwait {} invalid\n"
    "P1.T2 block pause\n"
    "P1.T2 block nanosleep\n"
    "P1.T2 block clock_nanosleep\n"
    "P1.T2 block clock_nanosleep_until\n"
    "P1.T2 block futex\n"
    "P1.T2 block futex_timed\n"
    "P1.T2 block poll\n"
    "P1.T2 block select\n"
    "P1.T2 block epoll_wait\n"
    "P1.T2 block read\n"
    "P1.T2 block_under rt_sigsuspend {SIGUSR2}\n"
    "P1.T2 block_under ppoll {SIGUSR2}\n"
    "P1.T2 block_under pselect {SIGUSR2}\n"
    "P1.T2 block_under epoll_pwait {SIGUSR2}\n"
    "P1.T1 create_signalfd fd1 {SIGUSR1} SFD_NONBLOCK|SFD_CLOEXEC\n"
    "P1.T1 create_signalfd fd4 ~{} 0x1\n"
    "P1.T1 signalfd4 fd1 {} 0\n"
    "P1.T1 read_signalfd fd1 one\n"
    "P1.T1 read_signalfd fd1 two\n"
    "P1.T1 read_signalfd fd2 short\n"
    "P1.T1 read_signalfd fd3 unwritable\n"
    "P1.T1 poll poll fd1 zero\n"
    "P1.T1 poll select idle zero\n"
    "P1.T1 poll epoll_wait ready forever\n"
    "P1.T1 poll_under ppoll fd1 zero {SIGUSR2}\n"
    "P1.T1 poll_under pselect ready forever {}\n"
    "P1.T1 poll_under epoll_pwait idle zero {SIGUSR2}\n"
    "P1.T1 close_signalfd fd1\n"
    "P1.T1 rt_sigtimedwait_unwritable {SIGUSR1}\n"
    "P1.T1 pass_bad_set rt_sigaction size\n"
    "P1.T1 pass_bad_set rt_sigprocmask address\n"
    "P1.T1 pass_bad_set rt_sigpending size\n"
    "P1.T1 pass_bad_set rt_sigtimedwait address\n"
    "P1.T1 pass_bad_set rt_sigsuspend size\n"
    "P1.T1 pass_bad_set signalfd4 address\n"
    "P1.T1 pass_bad_set ppoll size\n"
    "P1.T1 pass_bad_set pselect address\n"
    "P1.T1 pass_bad_set epoll_pwait size\n"
    "P1.T1 return\n"
    "P1.T1 return_with_mask {SIGUSR2}\n"
    "P1.T1 leave_handler\n"
    "P1.T1 sigaltstack query 0\n"
    "P1.T1 sigaltstack roomy SS_ONSTACK|SS_AUTODISARM\n"
    "P1.T1 sigaltstack snug SS_DISABLE|0x10\n"
    "P1.T1 sigaltstack too_small 0\n"
    "P1.T1 sigaltstack unmapped 0\n"
    "P1.T1 fork P3\n"
    "P3.T1 vfork P7\n"
    "P3.T1 execve self\n"
    "P3.T1 execve missing\n"
    "P3.T1 execve directory\n"
    "P3.T1 execve bad_address\n"
    "P1.T1 clone_thread T3 clone\n"
    "P1.T1 clone_thread T4 clone3\n"
    "P1.T1 clone3 P4 CLONE_VM|CLONE_SIGHAND|CLONE_PIDFD SIGUSR1\n"
    "P1.T1 clone3 P5 CLONE_PARENT|CLONE_CLEAR_SIGHAND 0\n"
    "P1.T1 clone3 P6 CLONE_THREAD|CLONE_DETACHED 65\n"
    "P1.T3 exit 7\n"
    "P3.T1 exit_group -2147483648\n"
    "P1.T1 set_pdeathsig SIGUSR2\n"
    "P1.T1 set_child_subreaper on\n"
    "P1.T1 set_child_subreaper off\n"
    "P1.T1 wait4 -1 WNOHANG|WUNTRACED|WCONTINUED|__WALL|__WCLONE|__WNOTHREAD|0x100\n"
    "P1.T1 waitid P_PGID P1 WEXITED|WSTOPPED|WNOWAIT\n"
    "P1.T1 waitid P_ALL 0 0\n"
    "P1.T1 waitid P_PID P3 WEXITED\n"
    "P1.T1 waitid invalid P3 WEXITED\n"
    "P1.T1 setpgid 0 P2\n"
    "P1.T1 setsid\n"
    "P1.T1 setrlimit 2000\n"
    "P1.T1 setresuid u1 keep u3\n"
    "P1.T1 drop_capabilities\n"
    "P1.T1 fault unmapped\n"
    "P1.T1 fault read_only\n"
    "P1.T1 fault beyond_end\n"
    "P1.T1 fault division\n"
    "P1.T1 fault undefined\n"
    "P1.T1 fault breakpoint\n"
    "P1.T1 fault filtered_call\n";

Scenario every_operation() { return scenario_of(std::string(kOthers) + kSources + kTimers); }

Trace silent_trace(const Scenario& scenario) {
  Trace trace;
  trace.event_ends.resize(scenario.steps.size());
  trace.statuses.resize(scenario.steps.size());
  return trace;
}

}  // namespace sigconform::testing
