// What the scheduler of this machine says of processes that sleep, and of one among them that does not.
#include "subjects/rest.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <chrono>
#include <csignal>

namespace sigconform {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLong{60};
constexpr std::chrono::milliseconds kShort{50};

[[noreturn]] void sleep_for_ever() {
  for (;;) pause();
}
[[noreturn]] void spin_for_ever() {
  for (;;) asm volatile("" ::: "memory");
}

// A child of ours with a child of its own, which does what it is told.
class Family {
 public:
  explicit Family(void (*grandchild)()) : child_(fork()) {
    if (child_ != 0) return;
    setpgid(0, 0);
    if (fork() == 0) grandchild();
    sleep_for_ever();
  }
  Family(const Family&) = delete;
  Family& operator=(const Family&) = delete;
  ~Family() {
    setpgid(child_, child_);
    kill(-child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }
  [[nodiscard]] pid_t child() const { return child_; }

 private:
  pid_t child_;
};

// Until the grandchild is there nothing runs.
void await_unrest(pid_t family) {
  for (const auto deadline = Clock::now() + kLong; seen_at_rest(family, Clock::now()) && Clock::now() < deadline;)
    continue;
}

TEST(SeenAtRest, ProcessesThatSleep) {
  const Family family([] { sleep_for_ever(); });
  EXPECT_TRUE(seen_at_rest(family.child(), Clock::now() + kLong));
}

// It sleeps uninterruptibly, from one of these looks on.
TEST(SeenAtRest, OneThatWaitsInVfork) {
  const Family family([] {
    if (vfork() == 0) sleep_for_ever();
    _exit(1);
  });
  constexpr int kLooks = 100;
  for (int look = 0; look < kLooks; ++look) ASSERT_TRUE(seen_at_rest(family.child(), Clock::now() + kLong)) << look;
}

TEST(SeenAtRest, NotAGrandchildThatRuns) {
  const Family family([] { spin_for_ever(); });
  await_unrest(family.child());
  EXPECT_FALSE(seen_at_rest(family.child(), Clock::now() + kShort));
}

TEST(SeenAtRest, NotAThreadThatRuns) {
  const Family family([] {
    pthread_t thread{};
    pthread_create(
        &thread, nullptr, [](void*) -> void* { spin_for_ever(); }, nullptr);
    sleep_for_ever();
  });
  await_unrest(family.child());
  EXPECT_FALSE(seen_at_rest(family.child(), Clock::now() + kShort));
}

// Each of the two sleeps now and then, but never both.
TEST(SeenAtRest, NotTwoThatWakeEachOther) {
  const Family family([] {
    std::array<int, 2> there{}, back{};
    if (pipe(there.data()) != 0 || pipe(back.data()) != 0) _exit(1);
    const bool first = fork() != 0;
    char token = 't';
    if (first && write(there[1], &token, 1) != 1) _exit(1);
    while (read(first ? back[0] : there[0], &token, 1) == 1 && write(first ? there[1] : back[1], &token, 1) == 1)
      continue;
    _exit(1);
  });
  await_unrest(family.child());
  EXPECT_FALSE(seen_at_rest(family.child(), Clock::now() + kShort));
}

TEST(SeenAtRest, NotWhatIsNotThere) { EXPECT_FALSE(seen_at_rest(-1, Clock::now())); }

}  // namespace
}  // namespace sigconform
