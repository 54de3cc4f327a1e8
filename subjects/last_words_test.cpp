// What is shown of a console: the beginning of a kernel's report, or the end.
#include "subjects/last_words.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

TEST(LastWords, AreTheEndOfALongConsole) {
  const std::string words = last_words(std::string(10'000, 'a') + "the end\r\n\r\n");
  EXPECT_LE(words.size(), 2'048U);
  EXPECT_TRUE(words.ends_with("athe end")) << words.substr(words.size() - 20);
}

TEST(LastWords, BeginWithTheLineInWhichAKernelBeginsItsReport) {
  const std::string report = "[    2.1] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100\n";
  EXPECT_EQ(last_words("boots\n" + report), report.substr(0, report.size() - 1));
  const std::string words = last_words("boots\n" + report + std::string(5'000, 't'));
  EXPECT_TRUE(words.starts_with(report)) << words.substr(0, 100);
  EXPECT_EQ(words.size(), 2'048U);
}

TEST(LastWords, BeginWithTheFirstOfSeveralReports) {
  EXPECT_EQ(last_words("Oops: 0000 [#1]\nKernel panic - not syncing: Fatal exception"),
            "Oops: 0000 [#1]\nKernel panic - not syncing: Fatal exception");
}

TEST(LastWords, MayBeNone) { EXPECT_EQ(last_words(""), ""); }

}  // namespace
}  // namespace sigconform
