// Reading and writing; see files.h.
#include "cli/files.h"

#include "cli/status.h"
#include "model/text.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <variant>
#include <vector>

namespace sigconform::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_file(const std::string& file, std::string_view what, int error) {
  throw UsageError(fmt::format("sigconform: {}: {}: {}", file, what, std::strerror(error)));
}

// A file descriptor that is closed when this goes.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ > STDERR_FILENO) close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// A plain name in the folder: what a summary.json names must not lead us anywhere else.
void remove_named(const fs::path& folder, const nlohmann::json& entry, const char* key, const char* ending) {
  const auto found = entry.find(key);
  if (found == entry.end() || !found->is_string()) return;
  const fs::path name = found->get<std::string>();
  if (name != name.filename() || name.extension() != ending) return;
  std::error_code ignored;
  if (fs::is_regular_file(fs::symlink_status(folder / name, ignored))) fs::remove(folder / name, ignored);
}

// What a killed run was writing: names of write_whole.
void remove_parts(const std::string& folder) {
  std::error_code ignored;
  std::vector<fs::path> parts;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    const auto is = [&name](std::string_view ending) { return name.starts_with('.') && name.ends_with(ending); };
    if (is(".scenario.part") || is(".c.part") || is(".json.part") || is(".txt.part")) parts.push_back(entry.path());
  }
  for (const fs::path& part : parts) fs::remove(part, ignored);
}

}  // namespace

Scenario read_scenario(const std::string& file) {
  const std::string name = file == "-" ? "standard input" : file;
  std::variant<Scenario, ParseError> parsed = parse_scenario(read_file(file));
  if (const auto* error = std::get_if<ParseError>(&parsed))
    throw UsageError(fmt::format("{}:{}:{}: {}", name, error->line, error->column, error->message));
  return std::get<Scenario>(std::move(parsed));
}

std::string read_file(const std::string& file, std::size_t bytes_max) {
  const Descriptor in(file == "-" ? STDIN_FILENO : open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (in.get() < 0) refuse_file(file, "cannot be read", errno);
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t got = read(in.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse_file(file, "cannot be read", errno);
    if (got == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
    if (text.size() > bytes_max)
      refuse_file(file, bytes_max == kScenarioBytesMax ? "this is no scenario" : "this is no such file", EFBIG);
  }
}

void write_whole(const std::string& file, std::string_view text, Lasting lasting) {
  const fs::path path(file);
  const std::string beside = (path.parent_path() / ("." + path.filename().string() + ".part")).string();
  {
    const Descriptor out(open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (out.get() < 0) refuse_file(file, "cannot be written", errno);
    if (!write_all(out.get(), text) || (lasting == Lasting::kAtOnce && fsync(out.get()) != 0)) {
      const int error = errno;
      unlink(beside.c_str());
      refuse_file(file, "cannot be written", error);
    }
  }
  if (rename(beside.c_str(), file.c_str()) != 0) {
    const int error = errno;
    unlink(beside.c_str());
    refuse_file(file, "cannot be written", error);
  }
}

void write_output(const std::string& file, std::string_view text) {
  std::error_code ignored;
  const bool special = !file.empty() && fs::exists(file, ignored) && !fs::is_regular_file(file, ignored);
  if (file.empty() || file == "-") {
    std::fwrite(text.data(), 1, text.size(), stdout);
    if (std::fflush(stdout) != 0) refuse_file("standard output", "cannot be written", errno);
  } else if (special && !fs::is_directory(file, ignored)) {  // /dev/null and the like stay what they are
    const Descriptor out(open(file.c_str(), O_WRONLY | O_CLOEXEC));
    if (out.get() < 0 || !write_all(out.get(), text)) refuse_file(file, "cannot be written", errno);
  } else {
    write_whole(file, text);
  }
}

void say(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void make_folder(const std::string& wanted_by, const std::string& folder) {
  const std::string who = fmt::format("{} {}", wanted_by, folder);
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_directory(folder, error))
    throw UsageError(who + ": there is a file of that name, and a folder is wanted; name another one");
  fs::create_directories(folder, error);
  if (error) throw UsageError(fmt::format("{}: the folder cannot be made: {}", who, error.message()));
  const std::string probe = folder + "/.sigconform.part";
  const Descriptor out(open(probe.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (out.get() < 0) throw UsageError(fmt::format("{}: files cannot be written there: {}", who, std::strerror(errno)));
  unlink(probe.c_str());
}

bool remove_earlier_results(const std::string& folder) {
  remove_parts(folder);
  std::string text;
  try {
    text = read_file(folder + "/summary.json", kResultBytesMax);
  } catch (const UsageError&) {
    return false;
  }
  const nlohmann::json summary = nlohmann::json::parse(text, nullptr, false);
  if (!summary.is_object() || !summary.contains("divergences")) return false;
  for (const char* const list : {"divergences", "losses"}) {
    for (const nlohmann::json& found : summary.value(list, nlohmann::json::array())) {
      if (!found.is_object()) continue;
      remove_named(folder, found, "scenario", ".scenario");
      remove_named(folder, found, "reproducer", ".c");
    }
  }
  unlink((folder + "/report.txt").c_str());
  unlink((folder + "/report.html").c_str());
  unlink((folder + "/run.json").c_str());
  unlink((folder + "/summary.json").c_str());
  return true;
}

}  // namespace sigconform::cli
