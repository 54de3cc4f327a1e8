// What the scheduler of this machine says of processes that sleep, and of one among them that does not.
#include "subjects/rest.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>
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

TEST(SeenAtRest, ProcessesThatSleep) {
  const Family family([] { sleep_for_ever(); });
  EXPECT_TRUE(seen_at_rest(family.child(), Clock::now() + kLong));
}

TEST(SeenAtRest, NotAGrandchildThatRuns) {
  const Family family([] { spin_for_ever(); });
  // Until it is there nothing runs.
  while (seen_at_rest(family.child(), Clock::now())) continue;
  EXPECT_FALSE(seen_at_rest(family.child(), Clock::now() + kShort));
}

TEST(SeenAtRest, NotAThreadThatRuns) {
  const Family family([] {
    pthread_t thread{};
    pthread_create(
        &thread, nullptr, [](void*) -> void* { spin_for_ever(); }, nullptr);
    sleep_for_ever();
  });
  while (seen_at_rest(family.child(), Clock::now())) continue;
  EXPECT_FALSE(seen_at_rest(family.child(), Clock::now() + kShort));
}

TEST(SeenAtRest, NotWhatSleepsForAMomentOnly) {
  const Family family([] {
    for (constexpr timespec kMoment{0, 1000};;) nanosleep(&kMoment, nullptr);  // sleeps: it is what is looked at
  });
  while (seen_at_rest(family.child(), Clock::now())) continue;
  EXPECT_FALSE(seen_at_rest(family.child(), Clock::now() + kShort));
}

TEST(SeenAtRest, NotWhatIsNotThere) { EXPECT_FALSE(seen_at_rest(-1, Clock::now())); }

}  // namespace
}  // namespace sigconform
