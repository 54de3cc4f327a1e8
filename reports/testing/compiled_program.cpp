// Commands run through the shell, with their output through a pipe. It must not know what is compiled or run.
#include "reports/testing/compiled_program.h"

#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace sigconform::testing {

ScratchFolder::ScratchFolder() {
  std::string name = (std::filesystem::temp_directory_path() / ("sigconform-" + std::string(6, 'X'))).string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder at " + name);
  // An unprivileged user runs the program from here.
  std::filesystem::permissions(name, std::filesystem::perms{0755});
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Ran run_command(const std::string& command, unsigned uid) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::runtime_error("pipe");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork");
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    close(ends[0]);
    close(ends[1]);
    if (uid != 0 && setresuid(uid, uid, uid) != 0) _exit(127);
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  Ran ran;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t bytes = read(ends[0], buffer.data(), buffer.size());
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) break;
    ran.output.append(buffer.data(), static_cast<std::size_t>(bytes));
  }
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ran.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ran;
}

bool has_compiler(const std::string& compiler) { return run_command("command -v " + compiler).exit_status == 0; }

Ran compile(const ScratchFolder& folder, const std::string& source, const std::string& compiler) {
  const std::string file = (folder.path() / "program.c").string();
  std::ofstream(file) << source;
  return run_command(compiler + " -Wall -Wextra -Werror -o '" + (folder.path() / "program").string() + "' '" + file +
                     "'");
}

}  // namespace sigconform::testing
