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

constexpr std::size_t kHoleSize = std::size_t{1} << 20;

std::byte* g_stacks = nullptr;
std::byte* g_hole = nullptr;
int g_area_shift = 0;
int g_stack_shift = 0;  // of all areas of a slot

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
  g_area_shift = std::countr_zero(stack_size());
  g_stack_shift = g_area_shift + std::countr_zero(static_cast<unsigned>(kStackAreas));
  g_stacks = map_shared(static_cast<std::size_t>(kThreadSlots) << g_stack_shift);
  std::byte* memory = map_shared(sizeof(Arena));
  void* hole = mmap(nullptr, kHoleSize, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (g_stacks == nullptr || memory == nullptr || hole == MAP_FAILED) return false;
  g_hole = static_cast<std::byte*>(hole);
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
  arena.log_length = 0;
  for (Slot& slot : arena.slots) slot = {};
  arena.slots[slot_of({kInit, ThreadIndex{1}})].tid = 1;
}

// Area 0 is the highest, so that what overflows one of the others harms no puppet at its beginning.
Area stack_area(int slot, int area) {
  const std::size_t size = std::size_t{1} << g_area_shift;
  const auto from_below =
      static_cast<std::size_t>(slot) * kStackAreas + static_cast<std::size_t>(kStackAreas - 1 - area);
  return {g_stacks + from_below * size, size};
}
Area unmapped_area() { return {g_hole, kHoleSize}; }

void* stack_top(int slot) { return g_stacks + (static_cast<std::size_t>(slot + 1) << g_stack_shift); }

void* stack_bottom(int slot) { return g_stacks + (static_cast<std::size_t>(slot) << g_stack_shift); }

int own_slot() {
  const auto* here = static_cast<const std::byte*>(__builtin_frame_address(0));
  return static_cast<int>((here - g_stacks) >> g_stack_shift);
}

int own_area() {
  const auto* here = static_cast<const std::byte*>(__builtin_frame_address(0));
  const auto from_below = static_cast<int>((here - g_stacks) >> g_area_shift);
  return kStackAreas - 1 - from_below % kStackAreas;
}

}  // namespace sigconform::executor
