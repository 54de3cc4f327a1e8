// The executor as a child process of the driver: finding its file, starting it so that it cannot outlive us, and
// ending it. It must not know what is said over the line.
#pragma once

#include "subjects/keeper.h"

#include <sys/types.h>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sigconform {

// The instruction set that an executor is for.
enum class Machine : std::uint8_t { kThis, kArm64 };

// The file to run: `given`, or $SIGCONFORM_EXECUTOR (of another machine $SIGCONFORM_EXECUTOR_AARCH64), or where the
// build or the installation puts it next to the running program. Throws SubjectUnavailable, naming all places that were
// looked at.
[[nodiscard]] std::string find_executor(const std::string& given, Machine machine = Machine::kThis);

// Whether it is a file that can be executed.
[[nodiscard]] bool runnable(const std::string& file);
// The program of that name in $PATH; empty when there is none.
[[nodiscard]] std::string program_named(const std::string& name);

// Throws SubjectUnavailable with what could not be done, and errno's reason.
[[noreturn]] void unavailable_by_errno(const std::string& what);

struct Launch {
  std::vector<std::string> command;
  std::vector<std::string> environment{};  // "NAME=value", in place of ours of that name
  Containment containment{Containment::kNone};
  std::chrono::milliseconds grace{0};  // see start_kept
};

// A running executor with one socket as its standard input and output. Killed and reaped when this goes, with all that
// its command left behind.
//
// Without containment the kernel kills the executor when the *thread* that started it ends (PR_SET_PDEATHSIG), so a
// Subject lives and is restarted on one thread.
class ExecutorProcess {
 public:
  // Throws SubjectUnavailable when it cannot be started.
  explicit ExecutorProcess(const Launch& launch);
  ExecutorProcess(const ExecutorProcess&) = delete;
  ExecutorProcess& operator=(const ExecutorProcess&) = delete;
  ~ExecutorProcess();

  [[nodiscard]] int line() const { return line_; }      // the socket, non-blocking
  [[nodiscard]] int errors() const { return errors_; }  // its standard error, non-blocking
  [[nodiscard]] pid_t root() const { return pid_; }     // the command, or its keeper: what it forks descends from it
  // Keeps the end of what is readable on `errors`.
  void read_errors();
  // Returns when the command has ended by itself, or after that time.
  void await_end(std::chrono::milliseconds patience) const;
  // Kills and reaps; then how it ended and what it last said, for a person: "killed by signal 9; it said: …". The
  // signal is that which it died of, had it died before.
  [[nodiscard]] std::string end();

 private:
  // Wait status; nullopt when there was no command.
  [[nodiscard]] std::optional<int> end_kept();

  int line_{-1};
  int errors_{-1};
  pid_t pid_{-1};  // of the command, or of its keeper
  Kept kept_;
  std::string said_;
};

}  // namespace sigconform
