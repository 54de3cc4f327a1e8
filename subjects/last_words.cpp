// Finding where a kernel's report of its failure begins; see last_words.h.
#include "subjects/last_words.h"

#include <algorithm>
#include <array>

namespace sigconform {

namespace {

constexpr std::size_t kShownBytes = 2'048;

// With what kernels begin: Documentation/admin-guide/bug-hunting.rst, kernel/panic.c, arch/x86/kernel/dumpstack.c.
constexpr std::array<std::string_view, 7> kBeginnings{
    "Kernel panic",    "BUG: ", "kernel BUG at ", "Oops: ", "Unable to handle kernel ", "general protection fault",
    "Internal error: "};

}  // namespace

std::string last_words(std::string_view said) {
  std::size_t begin = said.size() > kShownBytes ? said.size() - kShownBytes : 0;
  std::size_t report = std::string_view::npos;
  for (const std::string_view beginning : kBeginnings) report = std::min(report, said.find(beginning));
  // The whole line, with its time.
  if (report != std::string_view::npos) begin = said.rfind('\n', report) + 1;
  std::string words(said.substr(begin, kShownBytes));
  std::erase(words, '\r');
  while (!words.empty() && words.back() == '\n') words.pop_back();
  return words;
}

}  // namespace sigconform
