// Alternate stacks, and what is asked of a handler's frame. Must not know what a scenario expects of them.
#include "subjects/executor/arena.h"
#include "subjects/executor/calls.h"

#include <signal.h>
#include <algorithm>

namespace sigconform::executor {

namespace {

// The kernel's MINSIGSTKSZ; the C library has an idea of its own.
#if defined(__aarch64__)
constexpr std::size_t kMinimum = 5120;
#else
constexpr std::size_t kMinimum = 2048;
#endif

// The upper end of an area, of that size.
Area end_of(Area area, std::size_t size) { return {area.begin + area.size - size, size}; }

Area place_of(AltStack stack, Area area) {
  switch (stack) {
    case AltStack::kRoomy: return area;
    // Frames of a CPU without AVX are so small that the room for one and a half is less than any stack may have.
    case AltStack::kSnug: return end_of(area, std::max(g_arena->snug_stack, kMinimum));
    case AltStack::kTooSmall: return end_of(area, kMinimum - 1);
    case AltStack::kUnmapped: return unmapped_area();
    case AltStack::kQuery: break;
  }
  return {};
}

// What was given to have that come back. Anything else is no area of the puppet's, nor of its maker's, as long as it
// may have one of those.
StackSeen seen_of(const stack_t& old, int slot) {
  StackSeen seen;
  seen.flags.bits = static_cast<std::uint32_t>(old.ss_flags);
  if (old.ss_sp == nullptr && old.ss_size == 0) return seen;
  const int maker = g_arena->slots[slot].heir_of;
  if (maker != 0 && stacks_of(maker).contains(old.ss_sp)) slot = maker;
  for (const AltStack stack : {AltStack::kRoomy, AltStack::kSnug, AltStack::kTooSmall, AltStack::kUnmapped}) {
    for (std::uint8_t area = 1; area < kStackAreas; area++) {
      const Area place = place_of(stack, stack_area(slot, area));
      if (place.begin != old.ss_sp || place.size != old.ss_size) continue;
      seen.stack = stack;
      seen.area = stack == AltStack::kUnmapped ? std::uint8_t{0} : area;
      return seen;
    }
  }
  seen.area = kStackAreas;
  return seen;
}

}  // namespace

void give_up_altstack(int index) {
  Slot& slot = g_arena->slots[index];
  Event event{};
  event.kind = EventKind::kBorn;
  event.thread = thread_at_slot(index);
  event.step = slot.birth_step;
  stack_t old;
  poison(old);
  call(SYS_sigaltstack, nullptr, &old);
  event.stack = seen_of(old, index);
  if (slot.tells_birth != 0) next_event() = event;
  constexpr stack_t kNone{nullptr, SS_DISABLE, 0};
  call(SYS_sigaltstack, &kNone, nullptr);
  slot.heir_of = slot.tells_birth = 0;
}

long run(const op::Sigaltstack& o, ThreadId self, Event& seen) {
  const int slot = slot_of(self);
  int area = 1;
  while (area < kStackAreas && (g_arena->slots[slot].areas >> area & 1) != 0) area++;
  if (o.stack == AltStack::kUnmapped) area = 1;
  if (area == kStackAreas && o.stack != AltStack::kQuery) return -static_cast<long>(Errno::kAgain);
  stack_t given{};
  if (o.stack != AltStack::kQuery) {
    const Area place = place_of(o.stack, stack_area(slot, area));
    given.ss_sp = place.begin;
    given.ss_size = place.size;
    given.ss_flags = static_cast<int>(o.flags.bits);
  }
  stack_t old;
  poison(old);
  const stack_t* set = o.stack == AltStack::kQuery ? nullptr : &given;
  const long result = call(SYS_sigaltstack, set, &old);
  if (result == 0) seen.stack = seen_of(old, slot);
  return result;
}

// The command loop's: see puppet.cpp.
long run(const op::Return&, ThreadId, Event&) { return 0; }
long run(const op::ReturnWithMask&, ThreadId, Event&) { return 0; }
long run(const op::LeaveHandler&, ThreadId, Event&) { return 0; }

}  // namespace sigconform::executor
