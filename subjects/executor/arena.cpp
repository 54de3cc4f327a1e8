// The shared mapping: see arena.h. Its stacks take address space, not memory: pages come when touched.
#include "subjects/executor/arena.h"

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

std::byte* g_stacks = nullptr;
int g_stack_shift = 0;

std::size_t stack_size() {
  const std::size_t said = getauxval(AT_MINSIGSTKSZ);
  const std::size_t frame = (said != 0 ? said : kUsualSignalFrame) + kFrameOfHandler;
  return std::bit_ceil(frame * (kMaxSteps + 2));
}

std::size_t arena_size() {
  const auto page = static_cast<std::size_t>(getpagesize());
  return (sizeof(Arena) + page - 1) / page * page;
}
std::size_t memory_size() {
  g_stack_shift = std::countr_zero(stack_size());
  return arena_size() + (static_cast<std::size_t>(kThreadSlots) << g_stack_shift);
}

// The arena, then the stacks. `address` is nullptr for any.
std::byte* map_memory(int fd, void* address) {
  const int fixed = address != nullptr ? MAP_FIXED_NOREPLACE : 0;
  void* memory = mmap(address, memory_size(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE | fixed, fd, 0);
  if (memory == MAP_FAILED) return nullptr;
  g_stacks = static_cast<std::byte*>(memory) + arena_size();
  return static_cast<std::byte*>(memory);
}

}  // namespace

bool map_arena() {
  const int fd = memfd_create("sigconform-arena", 0);  // open over exec
  if (fd < 0 || ftruncate(fd, static_cast<off_t>(memory_size())) != 0) return false;
  std::byte* memory = map_memory(fd, nullptr);
  if (memory == nullptr) return false;
  g_arena = new (memory) Arena;
  std::snprintf(g_arena->memory_arguments[0], sizeof g_arena->memory_arguments[0], "%d", fd);
  std::snprintf(g_arena->memory_arguments[1], sizeof g_arena->memory_arguments[1], "%p", static_cast<void*>(memory));
  return true;
}

bool inherit_arena(char** memory_arguments) {
  const auto fd = static_cast<int>(std::strtol(memory_arguments[0], nullptr, 10));
  const auto address = static_cast<std::uintptr_t>(std::strtoull(memory_arguments[1], nullptr, 16));
  std::byte* memory = map_memory(fd, std::bit_cast<void*>(address));
  g_arena = std::bit_cast<Arena*>(memory);
  return memory != nullptr;
}

void reset_arena(const Scenario& scenario) {
  Arena& arena = *g_arena;
  arena.processes = scenario.processes;
  std::copy(scenario.steps.begin(), scenario.steps.end(), arena.steps);
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

void* stack_top(int slot) { return g_stacks + (static_cast<std::size_t>(slot + 1) << g_stack_shift); }

int own_slot() {
  const auto* here = static_cast<const std::byte*>(__builtin_frame_address(0));
  return static_cast<int>((here - g_stacks) >> g_stack_shift);
}

}  // namespace sigconform::executor
