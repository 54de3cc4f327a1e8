// The shared mapping: see arena.h. Its stacks take address space, not memory: pages come when touched.
#include "subjects/executor/arena.h"

#include <sys/auxv.h>
#include <sys/mman.h>
#include <bit>
#include <new>

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ 51
#endif

namespace sigconform::executor {

Arena* g_arena = nullptr;

namespace {

// Stack of our own functions between two signal frames, generously.
constexpr std::size_t kFrameOfHandler = 1024;
// What the kernel asks for a frame when it does not say (before 5.14): enough for AVX-512.
constexpr std::size_t kUsualSignalFrame = 4096;

std::byte* g_stacks = nullptr;
int g_stack_shift = 0;

std::size_t stack_size() {
  const std::size_t said = getauxval(AT_MINSIGSTKSZ);
  const std::size_t frame = (said != 0 ? said : kUsualSignalFrame) + kFrameOfHandler;
  return std::bit_ceil(frame * (kMaxSteps + 2));
}

std::byte* map_shared(std::size_t size) {
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<std::byte*>(memory);
}

}  // namespace

bool map_arena() {
  g_stack_shift = std::countr_zero(stack_size());
  g_stacks = map_shared(static_cast<std::size_t>(kThreadSlots) << g_stack_shift);
  std::byte* memory = map_shared(sizeof(Arena));
  if (g_stacks == nullptr || memory == nullptr) return false;
  g_arena = new (memory) Arena;
  return true;
}

void reset_arena(const Scenario& scenario) {
  Arena& arena = *g_arena;
  arena.scenario = &scenario;
  arena.expected = 0;
  for (const ProcessLayout& process : scenario.processes) arena.expected += process.threads;
  arena.proc_fd = -1;
  arena.ready = 0;
  arena.setup_error = {};
  arena.pings = 0;
  arena.pongs = 0;
  arena.soon_passed = 0;
  arena.soon_armed = 0;
  for (auto& names : arena.timer_ids)
    for (std::int32_t& id : names) id = kNobodysTimer;
  arena.log_length = 0;
  for (Slot& slot : arena.slots) slot = {};
  arena.slots[slot_of({kInit, ThreadIndex{1}})].tid = 1;
}

void* stack_top(int slot) { return g_stacks + (static_cast<std::size_t>(slot + 1) << g_stack_shift); }

int own_slot() {
  const auto* here = static_cast<const std::byte*>(__builtin_frame_address(0));
  return static_cast<int>((here - g_stacks) >> g_stack_shift);
}

}  // namespace sigconform::executor
