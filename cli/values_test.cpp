// What may be written on the command line, and what may not. And the status line.
#include "cli/values.h"

#include "cli/progress.h"

#include <gtest/gtest.h>
#include <array>
#include <chrono>
#include <string>

namespace sigconform::cli {
namespace {

using std::chrono::milliseconds;

TEST(Duration, HasAUnit) {
  EXPECT_EQ(parse_duration("500ms"), milliseconds(500));
  EXPECT_EQ(parse_duration("60s"), milliseconds(60'000));
  EXPECT_EQ(parse_duration("5m"), milliseconds(300'000));
  EXPECT_EQ(parse_duration("5min"), milliseconds(300'000));
  EXPECT_EQ(parse_duration("1h"), milliseconds(3'600'000));
  for (const char* const bad : {"", "60", "s", "0s", "-1s", "1.5s", "1 s", "60sec", "99999999999999999999s", "9000h"})
    EXPECT_FALSE(parse_duration(bad)) << bad;
}

TEST(Duration, IsShownInTheUnitsOfItsSize) {
  EXPECT_EQ(duration_text(0.26), "0.3 s");
  EXPECT_EQ(duration_text(59.6), "60 s");
  EXPECT_EQ(duration_text(600), "10 min 0 s");
  EXPECT_EQ(duration_text(9000), "2 h 30 min");
}

TEST(Count, HasMultiples) {
  EXPECT_EQ(parse_count("200000"), 200'000U);
  EXPECT_EQ(parse_count("100k"), 100'000U);
  EXPECT_EQ(parse_count("1M"), 1'000'000U);
  for (const char* const bad :
       {"", "k", "-1", "1.5k", "0x10", "1 k", "10kk", "99999999999999999999", "18446744073709551615G"})
    EXPECT_FALSE(parse_count(bad)) << bad;
}

TEST(Seed, IsDecimalOrHexadecimal) {
  EXPECT_EQ(parse_seed("77120"), 77120U);
  EXPECT_EQ(parse_seed("0x12d40"), 77120U);
  EXPECT_EQ(parse_seed("0xffffffffffffffff"), ~std::uint64_t{0});
  for (const char* const bad : {"", "0x", "-1", "12d40", "0x1ffffffffffffffff", "7 "})
    EXPECT_FALSE(parse_seed(bad)) << bad;
}

TEST(ProgressText, TellsRateFindingsAndEstimate) {
  const Progress progress{12'345, 200'000, 1, 6.4};
  EXPECT_EQ(progress_text(progress, {200'000, {}}),
            "12,345 of 200,000 scenarios · 1,928/s · 1 finding · 6.4 s · about 97 s left");
  EXPECT_EQ(progress_text(progress, {0, milliseconds(60'000)}),
            "12,345 scenarios · 1,928/s · 1 finding · 6.4 s · about 54 s left");
  EXPECT_EQ(progress_text({}, {100, {}}), "0 of 100 scenarios · 0 findings · 0.0 s");
  EXPECT_EQ(progress_text({}, {0, milliseconds(60'000), "2 of 3, uml: ", 1}),
            "2 of 3, uml: 0 scenarios · 0 findings · 0.0 s · about 60 s left, and 1 subject after that");
}

TEST(ProgressText, TellsWhatIsDoneBesides) {
  const Progress progress{12'345, 200'000, 1, 6.4, "minimising finding 2"};
  EXPECT_EQ(progress_text(progress, {0, milliseconds(60'000)}),
            "12,345 scenarios · 1,928/s · 1 finding · 6.4 s · minimising finding 2 · about 54 s left");
  EXPECT_EQ(progress_text(progress, {0, milliseconds(5'000)}),
            "12,345 scenarios · 1,928/s · 1 finding · 6.4 s · minimising finding 2")
      << "nothing is left of the time";
}

TEST(ProgressText, EstimateIsTheEarlierOfBothBounds) {
  EXPECT_NEAR(seconds_left({100, 0, 0, 10}, {200, milliseconds(60'000)}), 10, 0.01);
  EXPECT_NEAR(seconds_left({100, 0, 0, 10}, {2000, milliseconds(60'000)}), 50, 0.01);
  EXPECT_NEAR(seconds_left({100, 0, 0, 70}, {2000, milliseconds(60'000)}), 0, 0.01);
  EXPECT_LT(seconds_left({}, {2000, {}}), 0);
}

// What a ProgressLine wrote.
std::string shown(bool terminal, bool colours, const std::vector<double>& at) {
  std::FILE* const file = std::tmpfile();
  {
    ProgressLine line(file, {100, {}}, terminal, colours);
    for (const double seconds : at) line.update({10, 0, 1, seconds});
    line.note("a finding");
  }
  std::string text(static_cast<std::size_t>(std::ftell(file)), '\0');
  std::rewind(file);
  const std::size_t got = std::fread(text.data(), 1, text.size(), file);
  text.resize(got);
  std::fclose(file);
  return text;
}

TEST(ProgressLine, OutsideOfATerminalIsAPlainLineEveryTenSeconds) {
  EXPECT_EQ(shown(false, true, {0.25, 9.9}), "a finding\n");
  const std::string text = shown(false, true, {10.1, 10.4, 20.2});
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
  EXPECT_EQ(text.find('\033'), std::string::npos);
}

TEST(ProgressLine, OnATerminalRewritesOneLineAndTakesItAway) {
  const std::string text = shown(true, false, {0.25, 0.5});
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_TRUE(text.ends_with("\r\033[Ka finding\n"));
  EXPECT_EQ(text.find("\033[31m"), std::string::npos);
  EXPECT_NE(shown(true, true, {0.25}).find("\033[31m"), std::string::npos);
}

}  // namespace
}  // namespace sigconform::cli
