// What may be one run, and what may not; how the joined one describes itself. That its results are those of the whole
// is tested where they are made (properties/merge_test.cpp).
#include "reports/merge_runs.h"

#include "reports/testing/hand_made_result.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

PlacedRun shard(std::uint64_t number, std::uint64_t of) {
  PlacedRun out{"s" + std::to_string(number), {testing::hand_made_run(), testing::hand_made_result(), true, false}};
  RunDescription& run = out.stored.run;
  run.shards = {of, {number}};
  run.options.push_back({std::string(kShardOption), to_text(run.shards)});
  run.again = "sigconform run --seed 7 --scenarios 10" + shard_words(run.shards) + " --jobs 2";
  return out;
}

std::string refusal(const std::vector<PlacedRun>& runs) {
  const auto merged = merge_runs(runs);
  const auto* why = std::get_if<std::string>(&merged);
  return why == nullptr ? "" : *why;
}

StoredRun joined(const std::vector<PlacedRun>& runs) { return std::get<StoredRun>(merge_runs(runs)); }

TEST(MergeRuns, AllShardsAreTheWhole) {
  const StoredRun whole = joined({shard(2, 2), shard(1, 2)});
  EXPECT_TRUE(whole.run.shards.whole());
  EXPECT_EQ(whole.run.shards, ShardSet{});
  EXPECT_EQ(whole.run.options, testing::hand_made_run().options);
  EXPECT_EQ(whole.run.again, "sigconform run --seed 7 --scenarios 10 --jobs 2");
  EXPECT_EQ(whole.result.scenarios, 2 * 12345U);
  EXPECT_DOUBLE_EQ(whole.result.seconds, 13.0);
}

TEST(MergeRuns, SomeShardsSayWhichTheyAre) {
  const StoredRun part = joined({shard(3, 4), shard(1, 4)});
  EXPECT_EQ(to_text(part.run.shards), "shards 1, 3 of 4");
  EXPECT_EQ(part.run.options.back().text, "shards 1, 3 of 4");
  const StoredRun whole = joined({{"a", part}, shard(2, 4), shard(4, 4)});
  EXPECT_TRUE(whole.run.shards.whole());
  EXPECT_EQ(whole.run.again, "sigconform run --seed 7 --scenarios 10 --jobs 2");
  PlacedRun longer = shard(4, 4);
  longer.stored.run.again = "sigconform run --seed 7 --scenarios 12 --shard 4/4 --jobs 2";
  EXPECT_EQ(joined({shard(1, 4), shard(2, 4), shard(3, 4), longer}).run.again.find("--shard 1/4"), 39U)
      << "where a time was the bound each shard has a command of its own";
}

TEST(MergeRuns, WhatDiffersIsNamed) {
  PlacedRun other = shard(2, 2);
  other.stored.run.seed = 8;
  EXPECT_EQ(refusal({shard(1, 2), other}), "the seed differs: 7 in s1, 8 in s2");
  other = shard(2, 2);
  other.stored.run.dialect = "linux-6.1";
  EXPECT_EQ(refusal({shard(1, 2), other}), "the dialect differs: linux-6.18 in s1, linux-6.1 in s2");
  other = shard(2, 2);
  other.stored.run.settings = {{"limit-is-kept", "off"}};
  EXPECT_EQ(refusal({shard(1, 2), other}), "what is set differs: nothing in s1, limit-is-kept=off in s2");
  other = shard(2, 2);
  other.stored.run.kernel = "6.1";
  EXPECT_EQ(refusal({shard(1, 2), other}), "its kernel differs: 6.18.44 in s1, 6.1 in s2");
  other = shard(2, 2);
  other.stored.run.options[1].text = "at most 9";
  EXPECT_EQ(refusal({shard(1, 2), other}), "the option scenarios differs: at most 12,345 in s1, at most 9 in s2");
  other = shard(2, 2);
  other.stored.run.options[0].text = "1";
  EXPECT_EQ(refusal({shard(1, 2), other}), "") << "how many at once does not matter";
  EXPECT_EQ(refusal({shard(1, 2), shard(2, 3)}), "the number of shards differs: 2 in s1, 3 in s2");
}

TEST(MergeRuns, NothingIsCountedTwice) {
  EXPECT_EQ(refusal({shard(1, 2), shard(1, 2)}), "shard 1 of 2 is both in s1 and in s1");
  EXPECT_EQ(refusal({shard(1, 1), shard(1, 1)}), "s1 and s1 are not shards, but each the whole run");
}

TEST(MergeRuns, WhatHasNotEndedOrAdoptedIsNoPart) {
  PlacedRun run = shard(2, 2);
  run.stored.complete = false;
  EXPECT_EQ(refusal({shard(1, 2), run}), "s2 has not ended, or was killed");
  run = shard(2, 2);
  run.stored.result.adopted = {{find_variation_point("synchronous-first"), false}};
  EXPECT_TRUE(refusal({shard(1, 2), run}).starts_with("s2 was run with --adopt"));
}

}  // namespace
}  // namespace sigconform
