// Starting and ending the executor: see launch.h.
#include "subjects/launch.h"

#include "subjects/subject.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>

namespace sigconform {

namespace {

namespace fs = std::filesystem;

constexpr const char* kFileName = "sigconform-executor";
// Of the executor's last words.
constexpr std::size_t kSaidBytes = 2048;

[[noreturn]] void unavailable(const std::string& what) { throw SubjectUnavailable(what + ": " + std::strerror(errno)); }

// In the child of fork, so only what is safe there. Does not return.
[[noreturn]] void become_executor(int line, int errors, pid_t parent, char* const* arguments) {
  // A terminal's Ctrl-C is for our program, which ends the executor in its own time.
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // It may have died before that.
  if (getppid() != parent) _exit(127);
  if (dup2(line, STDIN_FILENO) < 0 || dup2(line, STDOUT_FILENO) < 0 || dup2(errors, STDERR_FILENO) < 0) _exit(127);
  syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0);
  execv(arguments[0], arguments);
  constexpr std::string_view kFailed = "it cannot be executed";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kFailed.data(), kFailed.size());
  _exit(127);
}

}  // namespace

bool runnable(const std::string& file) { return access(file.c_str(), X_OK) == 0 && fs::is_regular_file(file); }

std::string find_executor(const std::string& given) {
  std::vector<fs::path> places;
  const char* environment = std::getenv("SIGCONFORM_EXECUTOR");
  if (!given.empty()) {
    places.emplace_back(given);
  } else if (environment != nullptr && *environment != '\0') {
    places.emplace_back(environment);
  } else {
    std::error_code ignored;
    const fs::path here = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    places = {here / kFileName, here / ".." / "libexec" / "sigconform" / kFileName,
              here / ".." / "subjects" / kFileName};
  }
  std::string looked;
  for (const fs::path& place : places) {
    if (runnable(place)) return place;
    looked += (looked.empty() ? "" : ", ") + place.lexically_normal().string();
  }
  throw SubjectUnavailable("there is no executor at " + looked +
                           "; build the target sigconform-executor, or name the file in SIGCONFORM_EXECUTOR");
}

std::string program_named(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::string file = folder;
    file += "/";
    file += name;
    if (runnable(file)) return file;
  }
  return {};
}

ExecutorProcess::ExecutorProcess(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  std::array<int, 2> line{};
  std::array<int, 2> errors{};
  // A socket, not two pipes: writing to a dead executor must not raise SIGPIPE in a program that is not ours.
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line.data()) != 0) unavailable("socketpair");
  if (pipe2(errors.data(), O_CLOEXEC) != 0) {
    close(line[0]);
    close(line[1]);
    unavailable("pipe");
  }
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) become_executor(line[1], errors[1], parent, arguments.data());
  close(line[1]);
  close(errors[1]);
  line_ = line[0];
  errors_ = errors[0];
  fcntl(line_, F_SETFL, O_NONBLOCK);
  fcntl(errors_, F_SETFL, O_NONBLOCK);
  if (pid_ < 0) {
    close(line_);
    close(errors_);
    unavailable("fork");
  }
}

ExecutorProcess::~ExecutorProcess() {
  if (pid_ > 0) [[maybe_unused]]
    const std::string how = end();
  close(line_);
  close(errors_);
}

void ExecutorProcess::read_errors() {
  std::array<char, 1024> buffer;
  for (;;) {
    const ssize_t got = read(errors_, buffer.data(), buffer.size());
    if (got <= 0) return;
    said_.append(buffer.data(), static_cast<std::size_t>(got));
    if (said_.size() > kSaidBytes) said_.erase(0, said_.size() - kSaidBytes);
  }
}

std::string ExecutorProcess::end() {
  if (pid_ <= 0) return "not running";
  // SIGKILL does not change how a process ended that is dead already.
  kill(pid_, SIGKILL);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
  pid_ = -1;
  read_errors();
  std::string how = WIFSIGNALED(status) ? "killed by signal " + std::to_string(WTERMSIG(status))
                                        : "exited with status " + std::to_string(WEXITSTATUS(status));
  while (!said_.empty() && said_.back() == '\n') said_.pop_back();
  if (!said_.empty()) how += "; it said: " + said_;
  return how;
}

}  // namespace sigconform
