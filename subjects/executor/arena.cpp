// The shared mapping: see arena.h. Its stacks take address space, not memory: pages come when touched.
#include "subjects/executor/arena.h"

#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>
#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
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

// Far from where the kernel puts programs and what they map, so that it is free in executed ones, too.
constexpr std::uintptr_t kUsualPlace = std::uintptr_t{0x20} << 32;

int g_area_shift = 0;
int g_stack_shift = 0;  // of all areas of a slot

std::size_t stack_size() {
  const std::size_t said = getauxval(AT_MINSIGSTKSZ);
  const std::size_t frame = (said != 0 ? said : kUsualSignalFrame) + kFrameOfHandler;
  return std::bit_ceil(frame * (kMaxSteps + 2));
}

std::size_t page_size() { return static_cast<std::size_t>(getpagesize()); }
std::size_t arena_size() { return (sizeof(Arena) + page_size() - 1) / page_size() * page_size(); }

// The arena and a page that may be read are backed by a file. Behind its end: a page of nothing, and the hole. The
// stacks lie in between, and are each process's own: a child that has a memory of its own may handle a signal on the
// alternate stack that it inherited, while its maker uses it.
std::byte* g_stacks = nullptr;
std::size_t stacks_size() { return static_cast<std::size_t>(kThreadSlots) << g_stack_shift; }
std::byte* end_of_stacks() { return g_stacks + stacks_size(); }
std::size_t file_size() { return arena_size() + page_size(); }

// At `address`, or, unless `fixed`, where there is room.
std::byte* map_memory(int fd, std::uintptr_t address, bool fixed) {
  const auto flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (fixed ? MAP_FIXED_NOREPLACE : 0);
  const std::size_t size = file_size() + stacks_size() + page_size() + kHoleSize;
  void* room = mmap(std::bit_cast<void*>(address), size, PROT_NONE, flags, -1, 0);
  if (room == MAP_FAILED) return nullptr;
  const int shared = MAP_SHARED | MAP_NORESERVE | MAP_FIXED;
  auto* memory = static_cast<std::byte*>(room);
  g_stacks = memory + arena_size();
  constexpr int kWritable = PROT_READ | PROT_WRITE;
  if (mmap(memory, arena_size(), kWritable, shared, fd, 0) == MAP_FAILED) return nullptr;
  const int own = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED;
  if (mmap(g_stacks, stacks_size(), kWritable, own, -1, 0) == MAP_FAILED) return nullptr;
  void* rest = mmap(end_of_stacks(), 2 * page_size(), PROT_READ, shared, fd, static_cast<off_t>(arena_size()));
  return rest == MAP_FAILED ? nullptr : memory;
}

void measure_stacks() {
  g_area_shift = std::countr_zero(stack_size());
  g_stack_shift = g_area_shift + std::countr_zero(static_cast<unsigned>(kStackAreas));
}

}  // namespace

bool map_arena() {
  measure_stacks();
  const int fd = memfd_create("sigconform-arena", 0);  // open over exec
  if (fd < 0 || ftruncate(fd, static_cast<off_t>(file_size())) != 0) return false;
  std::byte* memory = map_memory(fd, kUsualPlace, false);
  if (memory == nullptr) return false;
  g_arena = new (memory) Arena;
  std::snprintf(g_arena->memory_arguments[0], sizeof g_arena->memory_arguments[0], "%d", fd);
  std::snprintf(g_arena->memory_arguments[1], sizeof g_arena->memory_arguments[1], "%p", static_cast<void*>(memory));
  return true;
}

bool inherit_arena(char** memory_arguments) {
  measure_stacks();
  const auto fd = static_cast<int>(std::strtol(memory_arguments[0], nullptr, 10));
  const auto address = static_cast<std::uintptr_t>(std::strtoull(memory_arguments[1], nullptr, 16));
  std::byte* memory = map_memory(fd, address, true);
  g_arena = std::bit_cast<Arena*>(memory);
  return memory != nullptr;
}

long grow_descriptor_table() {
  const long result = call(SYS_dup3, g_arena->ready_event, kAsyncDescriptor, O_CLOEXEC);
  call(SYS_close, kAsyncDescriptor);
  return result;
}

void reset_arena(const Scenario& scenario) {
  Arena& arena = *g_arena;
  arena.processes = scenario.processes;
  std::copy(scenario.steps.begin(), scenario.steps.end(), arena.steps);
  arena.expected = 1;
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

// Area 0 is the highest, so that what overflows one of the others harms no puppet at its beginning.
Area stack_area(int slot, int area) {
  const std::size_t size = std::size_t{1} << g_area_shift;
  const auto from_below =
      static_cast<std::size_t>(slot) * kStackAreas + static_cast<std::size_t>(kStackAreas - 1 - area);
  return {g_stacks + from_below * size, size};
}
Area stacks_of(int slot) {
  const std::size_t size = std::size_t{1} << g_stack_shift;
  return {g_stacks + static_cast<std::size_t>(slot) * size - 1, size};
}
const std::byte* read_only_page() { return end_of_stacks(); }
const std::byte* page_beyond_end() { return end_of_stacks() + page_size(); }
Area unmapped_area() { return {end_of_stacks() + 2 * page_size(), kHoleSize}; }

void* stack_top(int slot) { return g_stacks + (static_cast<std::size_t>(slot + 1) << g_stack_shift); }

void* stack_bottom(int slot) { return g_stacks + (static_cast<std::size_t>(slot) << g_stack_shift); }

int own_slot() {
  const auto* here = static_cast<const std::byte*>(__builtin_frame_address(0));
  const auto slot = static_cast<int>((here - g_stacks) >> g_stack_shift);
  if (own_area() == 0) return slot;
  const long tid = call(SYS_gettid);
  if (load(g_arena->slots[slot].tid) == tid) return slot;
  int other = 0;
  while (other < kThreadSlots && load(g_arena->slots[other].tid) != tid) other++;
  return other < kThreadSlots ? other : slot;
}

int own_area() {
  const auto* here = static_cast<const std::byte*>(__builtin_frame_address(0));
  const auto from_below = static_cast<int>((here - g_stacks) >> g_area_shift);
  return kStackAreas - 1 - from_below % kStackAreas;
}

}  // namespace sigconform::executor
