// Init and the puppets: see puppet.h. Everything here runs on a puppet's stack without usable TLS, so it calls
// nothing of the C library but what compiles to plain code.
#include "subjects/executor/puppet.h"

#include "subjects/executor/arena.h"
#include "subjects/executor/loop.h"
#include "subjects/executor/perform.h"
#include "subjects/executor/syscalls.h"
#include "subjects/executor/ways.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace sigconform::executor {

namespace {

constexpr unsigned long kSharedTables = CLONE_FILES | CLONE_FS;
constexpr unsigned long kThreadFlags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;

unsigned long process_flags() {
  if (!g_arena->ways.shares_tables) return SIGCHLD;
  return kSharedTables | SIGCHLD | (g_arena->share_memory ? CLONE_VM : 0UL);
}

// A puppet that cannot be set up ends the scenario; the supervisor says why.
[[noreturn]] void fail_setup(const char* what, long result) {
  store(g_arena->setup_error.error, static_cast<std::int32_t>(-result));
  store(g_arena->setup_error.what, what);
  futex_wake(&g_arena->ready);
  for (;;) call(SYS_exit_group, 1);
}
void require(const char* what, long result) {
  if (result < 0) fail_setup(what, result);
}

// Makes the puppet of a slot. Its number is in the slot before it runs; qemu-user has the child itself store it, when
// it first runs.
long make_puppet(unsigned long flags, int slot, TaskEntry entry) {
  const long id = clone_task(flags, stack_top(slot), entry, slot, &g_arena->slots[slot].tid);
  if (id > 0) store(g_arena->slots[slot].tid, static_cast<std::int32_t>(id));
  return id;
}

// Later steps only: what was issued to a slot before its puppet lived was not for it.
void start_with_empty_script(int index) {
  Slot& slot = g_arena->slots[index];
  store(slot.taken, load(slot.issued));
}

void late_puppet(long) { live_on(); }

// The first steps of a new image: it reports that it is there.
void after_exec(long index) {
  Slot& slot = g_arena->slots[index];
  slot.depth = slot.areas = 0;
  slot.heir_of = slot.tells_birth = 0;
  slot.level = nullptr;
  store(slot.vfork_child, std::uint8_t{0});
  Event event{};
  event.kind = EventKind::kReturned;
  event.thread = thread_at_slot(static_cast<int>(index));
  event.step = load(slot.executed_step);
  next_event() = event;
  live_on();
}

// Real, effective and saved uid, and the capabilities: exactly CAP_KILL and CAP_SETUID, or none. Done by every thread
// for itself, after it created its descendants as root, because not every user may become another.
void settle_user(const ProcessLayout& layout) {
  const auto user = static_cast<std::uint32_t>(g_arena->user_base + layout.user);
  require("prctl(PR_SET_KEEPCAPS)", call(SYS_prctl, PR_SET_KEEPCAPS, layout.capable ? 1 : 0));
  require("setresuid", call(SYS_setresuid, user, user, user));
  if (layout.capable) {
    constexpr std::uint32_t kKept = (1U << CAP_KILL) | (1U << CAP_SETUID);
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {{kKept, kKept, 0}, {0, 0, 0}};
    require("capset", call(SYS_capset, &header, data));
  }
  // No core dump is ever tried: it takes long, and would show in wait statuses. setresuid changed this flag.
  require("prctl(PR_SET_DUMPABLE)", call(SYS_prctl, PR_SET_DUMPABLE, 0));
}

// This puppet, or init, is as the specification says that a scenario finds it.
void is_ready() {
  if (__atomic_add_fetch(&g_arena->ready, 1U, __ATOMIC_SEQ_CST) == g_arena->expected) futex_wake(&g_arena->ready);
}

[[noreturn]] void live(int index) {
  const ThreadId self = thread_at_slot(index);
  settle_user(g_arena->processes[self.process.index - 1U]);
  is_ready();
  live_on();
}

void layout_thread(long slot) { live(static_cast<int>(slot)); }
void layout_process(long slot);

// One of the layout.
long make_process(ThreadId child) {
  const int slot = slot_of(child);
  if (!g_arena->uses_cgroups) return make_puppet(process_flags(), slot, layout_process);
  Clone3Arguments arguments{};
  arguments.flags = kSharedTables | (g_arena->share_memory ? CLONE_VM : 0UL) | kIntoCgroupBit;
  arguments.exit_signal = SIGCHLD;
  arguments.cgroup = static_cast<std::uint64_t>(g_arena->cgroup_fd[child.process.index]);
  return clone3_task(arguments, stack_bottom(slot), stack_top(slot), layout_process, slot, &g_arena->slots[slot].tid);
}

// In header order, which is the order that the specification names.
void make_children_of(ProcessId parent) {
  const Layout& layout = g_arena->processes;
  for (std::uint8_t i = 0; i < layout.size(); i++) {
    if (layout[i].parent != parent) continue;
    const ThreadId child{ProcessId{static_cast<std::uint8_t>(i + 1)}, ThreadIndex{1}};
    require("clone of a process", make_process(child));
  }
}

void layout_process(long slot) {
  const ProcessId self = thread_at_slot(static_cast<int>(slot)).process;
  const ProcessLayout& layout = g_arena->processes[self.index - 1U];
  if (layout.parent == kInit) require("setpgid", call(SYS_setpgid, 0, 0));
  for (std::uint8_t t = 2; t <= layout.threads; t++) {
    require("clone of a thread", make_puppet(kThreadFlags, slot_of({self, ThreadIndex{t}}), layout_thread));
  }
  make_children_of(self);
  live(static_cast<int>(slot));
}

// Init ---------------------------------------------------------------------------------------------------------

// The death of the supervisor at any moment must kill us, and with us the namespace. It may have come before the
// prctl; its parent's number tells nothing across the namespace border, its pidfd does. A subject that has none is a
// program of its own, and dies as a whole.
void die_with_supervisor() {
  require("prctl(PR_SET_PDEATHSIG)", call(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL));
  if (g_arena->supervisor_fd < 0) return;
  pollfd supervisor{g_arena->supervisor_fd, POLLIN, 0};
  constexpr timespec kNow{};
  if (call(SYS_ppoll, &supervisor, 1, &kNow, nullptr) != 0) fail_setup("the supervisor is gone", -ESRCH);
}

void init_main(long) {
  die_with_supervisor();
  long error = 0;
  if (const char* failed = make_proc(error)) fail_setup(failed, error);
  // What an emulator says when it gives a puppet up is not for the line.
  if (!g_arena->ways.shares_tables) require("dup3", call(SYS_dup3, STDERR_FILENO, STDOUT_FILENO, 0));
  require("setsid", call(SYS_setsid));
  const struct { std::uint64_t soft, hard; } file_limit{kFileLimit, kFileLimit};
  require("setrlimit(RLIMIT_FSIZE)", call(SYS_prlimit64, 0, RLIMIT_FSIZE, &file_limit, nullptr));
  const struct { std::uint64_t soft, hard; } cpu_limit{UINT64_MAX, UINT64_MAX};
  require("setrlimit(RLIMIT_CPU)", call(SYS_prlimit64, 0, RLIMIT_CPU, &cpu_limit, nullptr));
  if (g_arena->scheduling_priority > 0) {
    // Inherited by all puppets. As none of them runs before we sleep, they are born in one order always.
    const sched_param priority{g_arena->scheduling_priority};
    require("sched_setscheduler(SCHED_FIFO)", call(SYS_sched_setscheduler, 0, SCHED_FIFO, &priority));
  }
  make_children_of(kInit);
  // Orphans are reaped by nobody: SIG_IGN lets the kernel do it. Set only now, or the children would inherit it.
  KernelAction ignore{};
  ignore.handler = handler_address(Handler::kIgnore, {});
  require("rt_sigaction", call(SYS_rt_sigaction, SIGCHLD, &ignore, nullptr, sizeof ignore.mask));
  is_ready();
  for (;;) {
    const std::uint32_t pings = load(g_arena->pings);
    store(g_arena->pongs, pings);
    futex_wait(&g_arena->pings, pings);
  }
}

// A child knows its maker's names of timers.
void prepare_child(ThreadId child) {
  start_with_empty_script(slot_of(child));
  const ProcessId maker = thread_at_slot(own_slot()).process;
  for (std::size_t name = 0; name < kTimerNames; name++)
    g_arena->timer_ids[child.process.index][name] = g_arena->timer_ids[maker.index][name];
}

// Before anything else, see live_on().
void tells_birth(ThreadId child, std::uint8_t step) {
  Slot& slot = g_arena->slots[slot_of(child)];
  slot.heir_of = static_cast<std::uint8_t>(own_slot());
  slot.tells_birth = 1;
  slot.birth_step = step;
}

}  // namespace

long start_init() { return clone_into_namespace(process_flags(), stack_top(0), init_main); }

long fork_puppet(ThreadId child) {
  prepare_child(child);
  if (!g_arena->share_memory) g_arena->slots[slot_of(child)].heir_of = static_cast<std::uint8_t>(own_slot());
  return make_puppet(process_flags(), slot_of(child), late_puppet);
}

// Where the maker runs on its alternate stack, a handler of the child's before it gives that up would overwrite the
// maker's frames, as it would with any program.
long vfork_puppet(ThreadId self, ThreadId child, std::uint8_t step) {
  prepare_child(child);
  tells_birth(child, step);
  Slot& slot = g_arena->slots[slot_of(self)];
  store(slot.vfork_child, static_cast<std::uint8_t>(slot_of(child)));
  const long result = make_puppet(process_flags() | CLONE_VFORK, slot_of(child), late_puppet);
  store(slot.vfork_child, std::uint8_t{0});
  return result;
}

long clone_puppet(ThreadId child, ThreadCall by) {
  const int slot = slot_of(child);
  start_with_empty_script(slot);
  if (by == ThreadCall::kClone) return make_puppet(kThreadFlags, slot, late_puppet);
  Clone3Arguments arguments{};
  arguments.flags = kThreadFlags;
  return clone3_task(arguments, stack_bottom(slot), stack_top(slot), late_puppet, slot, &g_arena->slots[slot].tid);
}

// With the flags as they are given: also CLONE_VM is the scenario's to say, because CLONE_SIGHAND needs it.
long clone3_puppet(ThreadId child, CloneFlags flags, Signo exit_signal, std::uint8_t step) {
  const int slot = slot_of(child);
  prepare_child(child);
  tells_birth(child, step);
  std::int32_t pidfd = -1;
  Clone3Arguments arguments{};
  arguments.flags = kSharedTables | (flags.bits & ~kCloneClearSighand.bits);
  if (flags.has(kCloneClearSighand)) arguments.flags |= kClearSighandBit;
  arguments.pidfd = as_word(&pidfd);
  arguments.exit_signal = static_cast<std::uint64_t>(std::int64_t{exit_signal.value});
  const long result =
      clone3_task(arguments, stack_bottom(slot), stack_top(slot), late_puppet, slot, &g_arena->slots[slot].tid);
  // The table of files is the supervisor's, too.
  if (result > 0 && flags.has(kClonePidfd)) call(SYS_close, pidfd);
  return result;
}

// The leader's slot is looked up in /proc meanwhile, whatever the leader slept in: it is this puppet's soon. A puppet
// that is no leader leaves its script behind, and the leader's was not for it; but what is given to it before the new
// image runs at all, because it is stopped or frozen first, is.
long exec_puppet(ThreadId self, std::uint8_t step) {
  Slot& leader = g_arena->slots[slot_of({self.process, ThreadIndex{1}})];
  const std::uint8_t rested = load(leader.resting), child = load(leader.vfork_child);
  store(leader.resting, std::uint8_t{0});
  store(leader.vfork_child, std::uint8_t{0});
  store(leader.executed_step, step);
  const std::uint32_t taken = load(leader.taken);
  if (!self.leader()) store(leader.taken, load(leader.issued));
  const char* const arguments[] = {kGoOn, g_arena->memory_arguments[0], g_arena->memory_arguments[1], nullptr};
  const char* const* environment = arguments + 3;
  const long failed = call(SYS_execveat, g_arena->image_fd, "", arguments, environment, AT_EMPTY_PATH);
  store(leader.resting, rested);
  store(leader.vfork_child, child);
  if (!self.leader()) store(leader.taken, taken);
  return failed;
}

void live_after_exec(char** arguments) {
  if (!inherit_arena(arguments)) call(SYS_exit_group, 1);
  // A new image may be dumped at first: see settle_user.
  call(SYS_prctl, PR_SET_DUMPABLE, 0);
  (void)grow_descriptor_table();
  const auto pid = static_cast<std::int32_t>(call(SYS_getpid));
  int index = 0;
  while (index + 1 < kThreadSlots && load(g_arena->slots[index].tid) != pid) index++;
  run_on_stack(stack_top(index), after_exec, index);
}

}  // namespace sigconform::executor
