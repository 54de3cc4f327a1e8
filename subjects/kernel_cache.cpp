// Kernel images by version: see kernel_cache.h.
#include "subjects/kernel_cache.h"

#include "subjects/subject.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace sigconform {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "linux-";

std::string_view without_prefix(std::string_view name) {
  if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
  return name;
}

// "6.12" means every release of the series, candidates ("6.12-rc7") too; "6.12.1" only itself.
bool is_meant(std::string_view wanted, std::string_view release) {
  if (release == wanted) return true;
  const bool series = wanted.find('.') == wanted.rfind('.') && wanted.find('-') == std::string_view::npos;
  return series && release.starts_with(wanted) && (release[wanted.size()] == '.' || release[wanted.size()] == '-');
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}
bool take_number(std::string_view& text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(digits);
  return digits > 0;
}

std::string value_of(const char* variable) {
  const char* const value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

}  // namespace

bool is_kernel_version(std::string_view name) {
  std::string_view rest = without_prefix(name);
  if (!take_number(rest) || !take(rest, ".") || !take_number(rest)) return false;
  if (take(rest, ".") && !take_number(rest)) return false;
  if (take(rest, "-rc") && !take_number(rest)) return false;
  return rest.empty();
}

std::string kernel_folder() {
  if (std::string own = value_of("SIGCONFORM_KERNELS"); !own.empty()) return own;
  if (const std::string cache = value_of("XDG_CACHE_HOME"); !cache.empty()) return cache + "/sigconform/kernels";
  const std::string home = value_of("HOME");
  return home.empty() ? "" : home + "/.cache/sigconform/kernels";
}

std::string kernel_image(const std::string& name, const std::string& folder, std::string_view architecture) {
  if (!is_kernel_version(name)) return name;
  const std::string wanted(without_prefix(name));
  const fs::path place = fs::path(folder) / architecture;
  std::string newest;
  std::error_code ignored;  // a folder that is not there holds nothing
  for (const fs::directory_entry& entry : fs::directory_iterator(place, ignored)) {
    const std::string release = entry.path().filename();
    if (!is_meant(wanted, release) || !fs::is_regular_file(entry.path() / "vmlinuz")) continue;
    // A candidate comes before its release: '-' before '.'.
    if (newest.empty() || strverscmp(newest.c_str(), release.c_str()) < 0) newest = release;
  }
  if (newest.empty()) {
    throw SubjectUnavailable("no kernel image linux-" + wanted + " is in " + place.string() +
                             "; get it: ci/kernels fetch " +
                             (architecture == "amd64" ? "" : "--arch " + std::string(architecture) + " ") + wanted);
  }
  return place / newest / "vmlinuz";
}

}  // namespace sigconform
