// Starting and ending the executor: see launch.h.
#include "subjects/launch.h"

#include "subjects/last_words.h"
#include "subjects/subject.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <string_view>

namespace sigconform {

namespace {

namespace fs = std::filesystem;

struct ExecutorFile {
  const char* name;      // of the file, and of the target that makes it
  const char* folder;    // of the build, beside the one of the running program
  const char* variable;  // of the environment
  const char* needs;     // what it takes to build it, beside what sigconform itself takes
};
constexpr ExecutorFile kNative{"sigconform-executor", "../subjects", "SIGCONFORM_EXECUTOR", ""};
constexpr ExecutorFile kArm64{"sigconform-executor-aarch64", "../subjects/aarch64", "SIGCONFORM_EXECUTOR_AARCH64",
                              " (which needs aarch64-linux-gnu-g++ when the build is configured; on Debian: apt-get "
                              "install g++-aarch64-linux-gnu)"};
// A keeper kills, waits for what dies, and ends. One that does not is killed, and what is left dies of that.
constexpr std::chrono::milliseconds kKeeperPatience{10'000};

// Pointers to words that live as long as `words` does, and a null.
std::vector<char*> pointers_to(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Ours, with those variables in the place of ours of the same names.
std::vector<std::string> environment_with(const std::vector<std::string>& variables) {
  std::vector<std::string> all = variables;
  for (char* const* ours = environ; *ours != nullptr; ours++) {
    const std::string_view variable = *ours;
    const std::string_view name = variable.substr(0, variable.find('=') + 1);
    if (std::ranges::none_of(variables, [&](const std::string& set) { return set.starts_with(name); }))
      all.emplace_back(variable);
  }
  return all;
}

// Whether it does; it is not reaped.
bool ends_within(pid_t child, std::chrono::milliseconds patience) {
  pollfd ended{static_cast<int>(syscall(SYS_pidfd_open, child, 0)), POLLIN, 0};
  const bool in_time = ended.fd < 0 || poll(&ended, 1, static_cast<int>(patience.count())) == 1;
  if (ended.fd >= 0) close(ended.fd);
  return in_time;
}

int reaped(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return status;
}

}  // namespace

void unavailable_by_errno(const std::string& what) { throw SubjectUnavailable(what + ": " + std::strerror(errno)); }

bool runnable(const std::string& file) { return access(file.c_str(), X_OK) == 0 && fs::is_regular_file(file); }

std::string find_executor(const std::string& given, Machine machine) {
  const ExecutorFile& file = machine == Machine::kArm64 ? kArm64 : kNative;
  std::vector<fs::path> places;
  const char* environment = std::getenv(file.variable);
  if (!given.empty()) {
    places.emplace_back(given);
  } else if (environment != nullptr && *environment != '\0') {
    places.emplace_back(environment);
  } else {
    std::error_code ignored;
    const fs::path here = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    places = {here / file.name, here / ".." / "libexec" / "sigconform" / file.name, here / file.folder / file.name};
  }
  std::string looked;
  for (const fs::path& place : places) {
    if (runnable(place)) return place;
    looked += (looked.empty() ? "" : ", ") + place.lexically_normal().string();
  }
  throw SubjectUnavailable("there is no executor at " + looked + "; build the target " + file.name + file.needs +
                           ", or name the file in " + file.variable);
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

ExecutorProcess::ExecutorProcess(const Launch& launch) {
  const std::vector<std::string> variables = environment_with(launch.environment);
  const std::vector<char*> arguments = pointers_to(launch.command);
  const std::vector<char*> environment = pointers_to(variables);
  const CommandWords words{arguments.data(), environment.data()};
  std::array<int, 2> line{};
  std::array<int, 2> errors{};
  // A socket, not two pipes: writing to a dead executor must not raise SIGPIPE in a program that is not ours.
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line.data()) != 0) unavailable_by_errno("socketpair");
  if (pipe2(errors.data(), O_CLOEXEC) != 0) {
    close(line[0]);
    close(line[1]);
    unavailable_by_errno("pipe");
  }
  const CommandStreams streams{line[1], errors[1]};
  if (launch.containment == Containment::kNone) {
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ == 0) become_command(parent, streams, words);
  } else {
    kept_ = start_kept(launch.containment, streams, words, launch.grace);
    pid_ = kept_.keeper;
  }
  close(line[1]);
  close(errors[1]);
  line_ = line[0];
  errors_ = errors[0];
  fcntl(line_, F_SETFL, O_NONBLOCK);
  fcntl(errors_, F_SETFL, O_NONBLOCK);
  if (pid_ < 0) {
    close(line_);
    close(errors_);
    unavailable_by_errno("fork");
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

void ExecutorProcess::await_end(std::chrono::milliseconds patience) const {
  if (kept_.keeper > 0) {
    pollfd report{kept_.report, POLLIN, 0};
    poll(&report, 1, static_cast<int>(patience.count()));
  } else if (pid_ > 0) {
    ends_within(pid_, patience);
  }
}

std::optional<int> ExecutorProcess::end_kept() {
  close(kept_.life);
  if (!ends_within(pid_, kKeeperPatience)) kill(pid_, SIGKILL);
  reaped(pid_);
  int status = 0;
  const bool told = read(kept_.report, &status, sizeof status) == sizeof status;
  close(kept_.report);
  return told ? std::optional(status) : std::nullopt;
}

std::string ExecutorProcess::end() {
  if (pid_ <= 0) return "not running";
  std::optional<int> status;
  if (kept_.keeper > 0) {
    status = end_kept();
  } else {
    // SIGKILL does not change how a process ended that is dead already.
    kill(pid_, SIGKILL);
    status = reaped(pid_);
  }
  pid_ = -1;
  read_errors();
  std::string how = !status                ? "not known how it ended"
                    : WIFSIGNALED(*status) ? "killed by signal " + std::to_string(WTERMSIG(*status))
                                           : "exited with status " + std::to_string(WEXITSTATUS(*status));
  const std::string words = last_words(said_);
  if (!words.empty()) how += "; it said: " + words;
  return how;
}

}  // namespace sigconform
