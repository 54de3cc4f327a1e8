// The command loop and the handlers: see loop.h. Everything here runs on a puppet's stack without usable TLS, so it
// calls nothing of the C library but what compiles to plain code.
#include "subjects/executor/loop.h"

#include "subjects/executor/arena.h"
#include "subjects/executor/fault.h"
#include "subjects/executor/perform.h"
#include "subjects/executor/syscalls.h"

#include <signal.h>
#include <sys/ucontext.h>
#include <bit>

namespace sigconform::executor {

namespace {

// Index of the next step, or -1 when there is none. A handler may interrupt this anywhere and take steps in its own
// loop, hence the compare-and-swap.
int next_step(Slot& slot, int index) {
  std::uint32_t taken = load(slot.taken);
  while (taken != load(slot.issued)) {
    const std::uint8_t step = g_arena->script[index][taken];
    if (__atomic_compare_exchange_n(&slot.taken, &taken, taken + 1, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
      return step;
    }
  }
  return -1;
}

// A loop that takes operations: the puppet's own, or that of a handler parked on it.
struct Level {
  void* jump[5]{};  // where leaving the handler above leads to
  Level* below{};   // the loop that this one interrupts
  bool in_handler{};
  ucontext_t* context{};          // of the handler, if it was told of one
  std::uint8_t depth{}, areas{};  // the slot's, below the handler
};

// Forgets the handler, its frame, and everything up to the loop below, which goes on. A puppet that was born into the
// handler has no such loop: it begins one.
[[noreturn, gnu::noinline]] void leave(const Level& level);

// Takes operations for ever, or, inside a parked handler, until Return.
void take_operations(int index, Level& level) {
  Slot& slot = g_arena->slots[index];
  const ThreadId self = thread_at_slot(index);
  for (;;) {
    const std::uint32_t seen_taken = load(slot.taken);
    const int step = next_step(slot, index);
    if (step < 0) {
      // Woken by a new step, or by a signal whose handler may have taken it: look again either way.
      store(slot.resting, std::uint8_t{1});
      futex_wait(&slot.issued, seen_taken);
      store(slot.resting, std::uint8_t{0});
      continue;
    }
    const Operation& operation = g_arena->steps[step].operation;
    Event event{};
    event.kind = EventKind::kReturned;
    event.thread = self;
    event.step = static_cast<std::uint8_t>(step);
    store(slot.resting, static_cast<std::uint8_t>(may_sleep(operation)));
    perform(operation, self, event);
    store(slot.resting, std::uint8_t{0});
    next_event() = event;
    if (!level.in_handler) continue;
    if (std::holds_alternative<op::Return>(operation)) return;
    if (std::holds_alternative<op::LeaveHandler>(operation)) leave(level);
    if (const auto* changed = std::get_if<op::ReturnWithMask>(&operation)) {
      if (level.context != nullptr)
        __builtin_memcpy(&level.context->uc_sigmask, &changed->mask.bits, sizeof changed->mask.bits);
      return;
    }
  }
}

// After a jump nothing is known but what memory tells.
[[gnu::noinline]] void run_level(Level& level) {
  Slot& slot = g_arena->slots[own_slot()];
  level.below = static_cast<Level*>(slot.level);
  slot.level = &level;
  (void)__builtin_setjmp(level.jump);
  const int index = own_slot();
  take_operations(index, *static_cast<Level*>(g_arena->slots[index].level));
  Slot& own = g_arena->slots[index];
  own.level = static_cast<Level*>(own.level)->below;
}

void leave(const Level& level) {
  Slot& slot = g_arena->slots[own_slot()];
  slot.depth = level.depth;
  slot.areas = level.areas;
  slot.level = level.below;
  store(slot.vfork_child, std::uint8_t{0});
  if (level.below == nullptr) live_on();
  __builtin_longjmp(level.below->jump, 1);
}

// Handlers -----------------------------------------------------------------------------------------------------

void handle(bool parks, int signo, const KernelSignalInfo* info, ucontext_t* context) {
  skip_fault(context);
  const int index = own_slot();
  Slot& slot = g_arena->slots[index];
  Level level;
  level.in_handler = true;
  level.context = info != nullptr ? context : nullptr;
  level.depth = slot.depth;
  level.areas = slot.areas;
  slot.depth++;
  slot.areas = static_cast<std::uint8_t>(slot.areas | 1U << own_area());
  const std::uint8_t interrupted_vfork = load(slot.vfork_child);
  store(slot.vfork_child, std::uint8_t{0});
  Event event{};
  event.kind = EventKind::kHandler;
  event.thread = thread_at_slot(index);
  event.parks = parks;
  event.depth = slot.depth;
  event.stack.area = static_cast<std::uint8_t>(own_area());
  event.info.signo = signo;
  if (info != nullptr) event.info = info_of(*info);
  if (info != nullptr) __builtin_memcpy(&event.saved.bits, &context->uc_sigmask, sizeof event.saved.bits);
  call(SYS_rt_sigprocmask, SIG_BLOCK, nullptr, &event.mask.bits, sizeof event.mask.bits);
  next_event() = event;
  if (parks) run_level(level);
  slot.depth = level.depth;
  slot.areas = level.areas;
  store(slot.vfork_child, interrupted_vfork);
}

// Emulators have begun handlers on stacks that the ABI forbids (qemu-user before 8.1): these begin by aligning theirs.
#if defined(__x86_64__)
#define SIGCONFORM_HANDLER [[gnu::force_align_arg_pointer]] void
#else
#define SIGCONFORM_HANDLER void
#endif

SIGCONFORM_HANDLER log_info(int signo, const KernelSignalInfo* info, ucontext_t* context) {
  handle(false, signo, info, context);
}
SIGCONFORM_HANDLER park_info(int signo, const KernelSignalInfo* info, ucontext_t* context) {
  handle(true, signo, info, context);
}

#if defined(__x86_64__)

// Without SA_SIGINFO x86-64 passes no siginfo, but the address of the context all the same.
SIGCONFORM_HANDLER log_plain(int signo, const KernelSignalInfo*, ucontext_t* context) {
  handle(false, signo, nullptr, context);
}
SIGCONFORM_HANDLER park_plain(int signo, const KernelSignalInfo*, ucontext_t* context) {
  handle(true, signo, nullptr, context);
}

#else

extern "C" [[gnu::used]] void sigconform_handle_plain(int signo, int parks, ucontext_t* context) {
  handle(parks != 0, signo, nullptr, context);
}
// Without SA_SIGINFO arm64 passes neither, but the frame begins where the stack does: a siginfo, then the context.
asm(".text\n"
    ".type sigconform_log_plain, %function\n"
    "sigconform_log_plain:\n\t"
    "mov w1, #0\n\t"
    "add x2, sp, #128\n\t"
    "b sigconform_handle_plain\n"
    ".type sigconform_park_plain, %function\n"
    "sigconform_park_plain:\n\t"
    "mov w1, #1\n\t"
    "add x2, sp, #128\n\t"
    "b sigconform_handle_plain\n");
extern "C" void sigconform_log_plain();
extern "C" void sigconform_park_plain();
constexpr auto& log_plain = sigconform_log_plain;
constexpr auto& park_plain = sigconform_park_plain;

#endif

}  // namespace

void live_on() {
  const int index = own_slot();
  if (g_arena->slots[index].heir_of != 0) give_up_altstack(index);
  Level level;
  for (;;) run_level(level);
}

std::uintptr_t handler_address(Handler handler, ActionFlags flags) {
  const bool info = flags.has(kSaSiginfo);
  switch (handler) {
    case Handler::kIgnore: return 1;
    case Handler::kLog:
      return info ? std::bit_cast<std::uintptr_t>(&log_info) : std::bit_cast<std::uintptr_t>(&log_plain);
    case Handler::kPark:
      return info ? std::bit_cast<std::uintptr_t>(&park_info) : std::bit_cast<std::uintptr_t>(&park_plain);
    case Handler::kDefault:
    case Handler::kQuery: break;
  }
  return 0;
}

Handler handler_at(std::uintptr_t address) {
  if (address == 0) return Handler::kDefault;
  if (address == 1) return Handler::kIgnore;
  for (const ActionFlags flags : {ActionFlags{}, kSaSiginfo}) {
    for (const Handler handler : {Handler::kLog, Handler::kPark}) {
      if (address == handler_address(handler, flags)) return handler;
    }
  }
  return Handler::kQuery;
}

#if defined(__x86_64__)
asm(".text\n"
    ".type sigconform_restorer, @function\n"
    "sigconform_restorer:\n\t"
    "mov $15, %eax\n\t"
    "syscall\n\t"
    "ud2\n");
extern "C" void sigconform_restorer();
std::uintptr_t restorer_address() { return std::bit_cast<std::uintptr_t>(&sigconform_restorer); }
#else
std::uintptr_t restorer_address() { return 0; }
#endif

}  // namespace sigconform::executor
