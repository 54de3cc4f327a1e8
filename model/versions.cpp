// The table of dates; see versions.h. What an old kernel has no system call for (pidfds before 5.1, clone3 before 5.3,
// the freezer of control groups before 5.2, subreapers before 3.4) is no variation: the executor says that it is not
// there, and scenarios that need it are skipped.
#include "model/versions.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace sigconform {
namespace {

constexpr std::array kDatedPoints{
    DatedPoint{
        "tkill-code-is-forbidden",
        {2, 6, 39},
        "kernel/signal.c do_rt_sigqueueinfo(): \"Prevent rt_sigqueueinfo and rt_tgsigqueueinfo from spoofing the "
        "signal code\", 2.6.39"},
    DatedPoint{"synchronous-first",
               {2, 6, 34},
               "kernel/signal.c next_signal(): \"Prioritize synchronous signals over 'normal' signals\", 2.6.34"},
    DatedPoint{"mask-change-retargets",
               {3, 0, 0},
               "kernel/signal.c retarget_shared_pending(): \"signal: sigprocmask() should do "
               "retarget_shared_pending()\", 3.0"},
    DatedPoint{"timedwait-retargets",
               {3, 0, 0},
               "kernel/signal.c do_sigtimedwait(): \"signal: retarget_shared_pending()\" and its followers, 3.0"},
    DatedPoint{"cont-wakes-stopped-only",
               {3, 0, 0},
               "kernel/signal.c prepare_signal(): \"signal: prepare_signal(SIGCONT) shouldn't play with "
               "TIF_SIGPENDING\", 3.0"},
    DatedPoint{
        "vfork-dies-of-fatal", {3, 4, 0}, "kernel/fork.c wait_for_vfork_done(): \"vfork: make it killable\", 3.4"},
    DatedPoint{"sigsys-is-synchronous",
               {3, 5, 0},
               "kernel/signal.c SYNCHRONOUS_MASK: \"signal, x86: add SIGSYS info and make it synchronous\", 3.5"},
    DatedPoint{"own-tid-may-be-lied-to",
               {3, 9, 0},
               "kernel/signal.c do_rt_sigqueueinfo(): \"signal: allow to send any siginfo to itself\", 3.9"},
    DatedPoint{"waitid-takes-clone-options",
               {4, 7, 0},
               "kernel/exit.c waitid(): \"wait: allow sys_waitid() to accept __WNOTHREAD/__WCLONE/__WALL\", 4.7"},
    DatedPoint{"autodisarm-is-known",
               {4, 7, 0},
               "kernel/signal.c do_sigaltstack(): \"signals/sigaltstack: Implement SS_AUTODISARM flag\", 4.7"},
    DatedPoint{"wait4-int-min-is-checked",
               {4, 13, 0},
               "kernel/exit.c wait4(): \"kernel/exit.c: avoid undefined behaviour when calling wait4()\", 4.13"},
    DatedPoint{"sigio-has-own-codes",
               {4, 14, 0},
               "fs/fcntl.c send_sigio_to_task(): \"fcntl: Don't use ambiguous SIG_POLL si_codes\", 4.14"},
    DatedPoint{"sigkill-has-no-entry",
               {4, 20, 0},
               "kernel/signal.c __send_signal(): \"signal: Never allocate siginfo for SIGKILL or SIGSTOP\", 4.20"},
    DatedPoint{"long-tail-refused",
               {4, 20, 0},
               "kernel/signal.c post_copy_siginfo_from_user(): \"signal: Use a smaller struct siginfo in the kernel\", "
               "4.20"},
    DatedPoint{
        "forced-synchronous-first",
        {5, 0, 0},
        "kernel/signal.c dequeue_synchronous_signal(): \"signal: Better detection of synchronous signals\", 5.0"},
    DatedPoint{"forced-synchronous-ignores-mask",
               {5, 0, 0},
               "kernel/signal.c dequeue_synchronous_signal(): \"signal: Better detection of synchronous signals\", "
               "5.0"},
    DatedPoint{"ready-outruns-handlers",
               {5, 2, 0},
               "kernel/signal.c restore_saved_sigmask_unless(): lost by \"signal: Add restore_user_sigmask()\", 5.0; "
               "back by \"signal: remove the wrong signal_pending() check in restore_user_sigmask()\", 5.2",
               {5, 0, 0}},
    DatedPoint{"waitid-takes-own-group",
               {5, 4, 0},
               "kernel/exit.c kernel_waitid(): \"waitid: Add support for waiting for the current process group\", 5.4"},
    DatedPoint{"unknown-flags-cleared",
               {5, 11, 0},
               "kernel/signal.c do_sigaction(): \"signal: clear non-uapi flag bits when passing/returning sa_flags\", "
               "5.11; seen: 5.10.223, 6.1.176"},
    DatedPoint{"user-dispatch-is-known",
               {5, 11, 0},
               "include/uapi/asm-generic/siginfo.h NSIGSYS: \"signal: Expose SYS_USER_DISPATCH si_code type\", 5.11; "
               "seen: 5.10.262, 6.1.192"},
    DatedPoint{"trap-perf-is-known",
               {5, 13, 0},
               "include/uapi/asm-generic/siginfo.h NSIGTRAP: \"signal: Introduce TRAP_PERF si_code and si_perf to "
               "siginfo\", 5.13; seen: 5.10.262, 6.1.192"},
    DatedPoint{"local-sockets-have-urgent-data",
               {5, 15, 0},
               "net/unix/af_unix.c unix_stream_sendmsg(): \"af_unix: Add OOB support\", 5.15; seen: 5.10.262, 6.1.192"},
    DatedPoint{"nowait-has-group-status",
               {5, 17, 0},
               "kernel/exit.c wait_task_zombie(): \"exit: Fix the exit_code for wait_task_zombie\", 5.17; seen: "
               "5.10.223, 6.1.176"},
    DatedPoint{"exec-victims-offer",
               {5, 17, 0},
               "kernel/signal.c exit_signals(): \"signal: Remove the helper signal_group_exit\", 5.17; seen: 5.10.262, "
               "6.1.192"},
    DatedPoint{"dying-group-drops",
               {6, 0, 0},
               "kernel/signal.c prepare_signal(): \"signal: Drop signals received after a fatal signal has been "
               "processed\", 6.0; seen: 5.10.223, 6.1.176"},
    DatedPoint{"last-thread-decides",
               {6, 0, 0},
               "kernel/exit.c synchronize_group_exit(): \"signal: Guarantee that SIGNAL_GROUP_EXIT is set on process "
               "exit\", 6.0; seen: 5.10.223, 6.1.176"},
    DatedPoint{"timer-prefers-current",
               {6, 4, 0},
               "kernel/signal.c posixtimer_get_target(): \"posix-timers: Prefer delivery of signals to the current "
               "thread\", 6.4"},
    DatedPoint{"shadow-stack-is-known",
               {6, 6, 0},
               "include/uapi/asm-generic/siginfo.h NSIGSEGV: \"x86/shstk: Add user control-protection fault handler\", "
               "6.6; seen: 6.1.192, 6.12.118"},
    DatedPoint{"pidfd-scopes",
               {6, 9, 0},
               "kernel/signal.c pidfd_send_signal(): \"pidfd: add PIDFD_SEND_SIGNAL_* flags\", 6.9; seen: 6.1.176, "
               "6.12.43"},
    DatedPoint{"pidfd-of-threads",
               {6, 9, 0},
               "kernel/pid.c pidfd_open(): \"pidfd: implement PIDFD_THREAD flag for pidfd_open()\", 6.9"},
    DatedPoint{"setting-forgets-overrun",
               {6, 12, 0},
               "kernel/time/posix-timers.c common_timer_set(): \"posix-timers: Clear overrun in common_timer_set()\", "
               "6.12"},
    DatedPoint{"ignored-timer-is-parked",
               {6, 13, 0},
               "kernel/time/posix-timers.c posix_timer_fn(), kernel/signal.c posixtimer_sig_ignore(): \"signal: Queue "
               "ignored posixtimers on ignore list\", 6.13; seen: 6.12.107, 6.16.12"},
    DatedPoint{"stale-timer-signal-dropped",
               {6, 13, 0},
               "kernel/time/posix-timers.c __posixtimer_deliver_signal(): \"posix-timers: Cure si_sys_private race\", "
               "6.13; seen: 6.12.107, 6.16.12"},
    DatedPoint{
        "overrun-counted-when-taken",
        {6, 13, 0},
        "kernel/signal.c send_sigqueue() counted, posixtimer_send_sigqueue() does not, 6.13; seen: 6.12.107, 6.16.12"},
    DatedPoint{"pidfd-self",
               {6, 15, 0},
               "kernel/signal.c pidfd_send_signal(): \"pidfd: add PIDFD_SELF* sentinels to refer to own "
               "thread/process\", 6.15"},
    DatedPoint{"pidfd-thread-is-no-entry", {6, 15, 0}, "kernel/fork.c pidfd_prepare(), 6.15; seen: 6.1.0-56, 6.18.44"},
    DatedPoint{"notice-has-group-status",
               {6, 15, 0},
               "kernel/exit.c release_task(): \"exit: fix the usage of delay_group_leader->exit_code in "
               "do_notify_parent() and pidfs_exit()\", 6.15; seen: 6.12.107, 6.16.12"},
    DatedPoint{"pidfd-self-group",
               {6, 17, 0},
               "include/uapi/linux/fcntl.h PIDFD_SELF_THREAD_GROUP: 6.15 and 6.16 had it by another number; seen: "
               "6.16.12, 6.17.13"},
    DatedPoint{
        "exec-keeps-effective",
        {6, 17, 0},
        "security/commoncap.c cap_bprm_creds_from_file(): \"exec: Correct the permission check for unsafe exec\", "
        "6.17; seen: 6.1.192, 6.12.117, 6.18.44"},
    DatedPoint{"exiting-thread-drops",
               {7, 2, 12},
               "kernel/signal.c task_can_queue_signal(): 7.2.12, and in one build of 6.18.44, not in another; seen: "
               "6.18.15, 6.18.44 (both ways), 7.2.6, 7.2.12",
               {},
               {6, 18, 44}},
    DatedPoint{"private-queue-dies",
               {7, 2, 12},
               "kernel/signal.c exit_signals(): 7.2.12, and in one build of 6.18.44, not in another; seen: 6.18.15, "
               "6.18.44 (both ways), 7.2.6, 7.2.12",
               {},
               {6, 18, 44}},
    DatedPoint{
        "sigev-none-keeps-time",
        kNever,
        "kernel/time/posix-timers.c common_timer_get(), 7.3, and in 6.12.118; seen: 6.12.117, 6.12.118, 7.3-rc7, "
        "7.3.4",
        {7, 3, 1}},
    // No matter of releases.
    DatedPoint{
        "exit-runs-through",
        {},
        "kernel/sched/autogroup.c sched_autogroup_exit_task(): not so where the kernel may be preempted anywhere "
        "(preempt=full and lazy, the latter since 6.13); seen: 6.12.118 either way, as it was booted"},
    DatedPoint{"restorer-needed",
               {},
               "arch/arm64/kernel/signal.c setup_return(): where there is none arm64 returns by its vdso; seen: its "
               "6.1.180, 6.12.117"},
    DatedPoint{
        "lack-of-restorer-is-noticed",
        {},
        "arch/x86/um/signal.c setup_signal_stack_si(): User-Mode Linux returns in the middle; seen: its 6.1.176"},
    DatedPoint{"sigreturn-restores-altstack",
               {},
               "arch/x86/um/signal.c sys_rt_sigreturn(): User-Mode Linux does not read uc_stack; seen: its 6.1.176"},
    DatedPoint{"fault-address-is-its-own",
               {},
               "arch/um/kernel/trap.c relay_signal(): User-Mode Linux tells the address of the last page fault; seen: "
               "its 6.1.176"},
    DatedPoint{"filter-address-is-its-own",
               {},
               "arch/x86/um/asm/processor.h KSTK_EIP(): in User-Mode Linux a place in the kernel; seen: its 6.1.176"},
    DatedPoint{"filter-rolls-back",
               {},
               "arch/um/kernel/skas/syscall.c handle_syscall(): User-Mode Linux sets ENOSYS first; seen: its 6.1.176"},
};

constexpr std::array kDialects{
    NamedDialect{"linux-2.6.32", {2, 6, 32}}, NamedDialect{"linux-3.18", {3, 18, 0}},
    NamedDialect{"linux-5.0", {5, 0, 0}},     NamedDialect{"linux-5.10", {5, 10, 223}},
    NamedDialect{"linux-6.1", {6, 1, 190}},   NamedDialect{"linux-6.12", {6, 12, 107}},
    NamedDialect{"linux-6.13", {6, 13, 0}},   NamedDialect{"linux-6.18", {6, 18, 44}},
    NamedDialect{"linux-7.3", {7, 3, 4}},
};

}  // namespace

std::optional<Release> parse_release(std::string_view text) {
  Release out;
  int found = 0;
  for (int* const number : {&out.major, &out.minor, &out.patch}) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
    if (error != std::errc{} || *number < 0) break;
    ++found;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.starts_with('.')) break;
    text.remove_prefix(1);
  }
  if (found < 2) return std::nullopt;
  return out;
}

std::string to_text(const Release& release) {
  std::string text = std::to_string(release.major) + "." + std::to_string(release.minor);
  return release.patch == 0 ? text : text + "." + std::to_string(release.patch);
}

std::span<const DatedPoint> dated_points() { return kDatedPoints; }

const DatedPoint* find_dated_point(std::string_view id) {
  const auto* const at =
      std::find_if(kDatedPoints.begin(), kDatedPoints.end(), [id](const DatedPoint& p) { return p.id == id; });
  return at == kDatedPoints.end() ? nullptr : at;
}

bool has_default_value(const DatedPoint& point, const Release& release) {
  if (release >= point.since) return true;
  if (point.until != Release{} && release < point.until) return true;
  return release.major == point.backport.major && release.minor == point.backport.minor && release >= point.backport;
}

std::span<const NamedDialect> version_dialects() { return kDialects; }

std::optional<Dialect> find_dialect(std::string_view name) {
  for (const NamedDialect& d : kDialects)
    if (d.name == name) return dialect_of_release(d.release);
  if (name != kPosixDialect) return std::nullopt;
  Dialect open;
  for (const Opening& o : openings()) open.*o.field = true;
  return open;
}

Dialect dialect_of_release(const Release& release) {
  Dialect dialect;
  for (const DatedPoint& p : kDatedPoints) dialect.*find_variation_point(p.id)->point = has_default_value(p, release);
  return dialect;
}

// Of the release only the series counts: every release of a series is described by the dialect of the series.
const NamedDialect& nearest_dialect(const Release& release) {
  const NamedDialect* nearest = &kDialects.front();
  for (const NamedDialect& d : kDialects) {
    const bool patched = d.release.major == 2;  // there the third number was that of a series
    if (Release{d.release.major, d.release.minor, patched ? d.release.patch : 0} <= release) nearest = &d;
  }
  return *nearest;
}

std::vector<PointSetting> settings_between(const Dialect& base, const Dialect& wanted) {
  std::vector<PointSetting> out;
  for (const VariationPoint& p : variation_points())
    if (base.*p.point != wanted.*p.point) out.push_back({&p, wanted.*p.point});
  return out;
}

std::string to_text(const PointSetting& setting) {
  return std::string(setting.point->id) + (setting.on ? "=on" : "=off");
}

}  // namespace sigconform
