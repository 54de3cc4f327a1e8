// The process that keeps a subject's command: whatever the command forks dies with the driver, however that ends. It
// decides how a command is contained and ended; it must not know what the command is, nor what is said over its line.
#pragma once

#include <sys/types.h>
#include <chrono>
#include <cstdint>

namespace sigconform {

enum class Containment : std::uint8_t {
  // The command is our child and the kernel kills it with us; what it forks is its own affair.
  kNone,
  // The command runs in a PID namespace, whose init is the keeper: when that goes, the kernel kills all that is left.
  // Where namespaces are refused (CAP_SYS_ADMIN is missing), kDescendants.
  kNamespace,
  // The same with a /proc of that namespace, which the command's own programs may look themselves up in, and in place
  // of
  // kOwnFolder a file system in memory: both go with the namespace. What is named by /proc of ours is not there.
  kNamespaceAndMounts,
  // The keeper inherits what the command forks and leaves behind, and kills it. That holds as long as nobody kills the
  // keeper itself.
  kDescendants,
};

inline constexpr const char* kOwnFolder = "/mnt";

// Descriptors of this process that the command gets; it gets no others.
struct CommandStreams {
  int line;    // its standard input and output
  int errors;  // its standard error
};

// The command's program, its arguments and its environment, as execve takes them.
struct CommandWords {
  char* const* arguments;
  char* const* environment;
};

// In the child of a fork, so only what is safe there: becomes the command, which dies with `parent`.
[[noreturn]] void become_command(pid_t parent, const CommandStreams& streams, const CommandWords& words);

struct Kept {
  pid_t keeper{-1};  // a child of ours
  int life{-1};      // closing it, or our death, ends the command and all that it left behind
  int report{-1};    // the wait status of the command, an int, once it has ended
};

// Starts the command behind a keeper. When the command has ended, or was killed, what it left has `grace` to end by
// itself, too. keeper is -1, and errno set, when that cannot be done.
[[nodiscard]] Kept start_kept(Containment containment, const CommandStreams& streams, const CommandWords& words,
                              std::chrono::milliseconds grace);

}  // namespace sigconform
