// For tests: compiles a C program with the system's compilers and runs it. It must not know what the program does.
#pragma once

#include <filesystem>
#include <string>

namespace sigconform::testing {

struct Ran {
  int exit_status{};   // 128 + signal when killed
  std::string output;  // standard output and standard error, as they came
};

// A folder that is removed with all that is in it.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

[[nodiscard]] bool has_compiler(const std::string& compiler);
// Runs a shell command; as another user when `uid` is not 0 (needs root).
[[nodiscard]] Ran run_command(const std::string& command, unsigned uid = 0);
// Compiles `source` in `folder` to `folder`/program with all warnings as errors. exit_status 0 when it is clean.
[[nodiscard]] Ran compile(const ScratchFolder& folder, const std::string& source, const std::string& compiler = "cc");

}  // namespace sigconform::testing
