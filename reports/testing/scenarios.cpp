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

Scenario every_operation() {
  return scenario_of(
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
      "P1.T1 rt_sigaction SIGUSR1 log SA_SIGINFO|SA_NOCLDSTOP|SA_NOCLDWAIT|SA_RESTART ~{}\n"
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
      "P1.T1 return\n"
      "P1.T1 fork P3\n"
      "P1.T1 clone_thread T3\n"
      "P1.T3 exit 7\n"
      "P3.T1 exit_group -2147483648\n"
      "P1.T1 set_pdeathsig SIGUSR2\n"
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
      "P1.T1 setitimer real soon repeat\n"
      "P1.T1 setitimer virtual far once\n"
      "P1.T1 setitimer prof disarm repeat\n"
      "P1.T1 setitimer real invalid once\n"
      "P1.T1 getitimer real\n"
      "P1.T1 getitimer invalid\n"
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
      "P1.T1 elapse\n");
}

Trace silent_trace(const Scenario& scenario) {
  Trace trace;
  trace.event_ends.resize(scenario.steps.size());
  trace.statuses.resize(scenario.steps.size());
  return trace;
}

}  // namespace sigconform::testing
