// What a report says of a run beside its result: where, under which rules, with which options. Made by whoever started
// the run; it must not know how the subject was driven.
#pragma once

#include "model/dialect.h"
#include "model/rules/rules.h"
#include "properties/probes.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sigconform {

struct NamedText {
  std::string name;
  std::string text;
  bool operator==(const NamedText&) const = default;
};

// Which of the shards of a run it is: all, unless it says otherwise.
struct ShardSet {
  std::uint64_t of{1};
  std::vector<std::uint64_t> numbers{1};  // in order, each from 1 to `of`
  bool operator==(const ShardSet&) const = default;
  [[nodiscard]] bool whole() const { return numbers.size() == of; }
};
// Among the options of a run, where it is a shard.
inline constexpr std::string_view kShardOption = "shard";
// " --shard 2/4": what a command needs to be that shard. Empty when it is the whole.
[[nodiscard]] std::string shard_words(const ShardSet& shards);
// "shard 2 of 4", "shards 1, 3 of 4"; empty when it is the whole.
[[nodiscard]] std::string to_text(const ShardSet& shards);

struct RunDescription {
  std::string version;                  // of sigconform
  std::string subject;                  // "host"
  std::string kernel;                   // uname -r
  std::string machine;                  // uname -m
  std::vector<NamedText> missing;       // capabilities that the subject has not, and why
  std::string dialect;                  // "linux-6.18"
  std::vector<NamedText> settings;      // variation points that had another value than the dialect's: "on" or "off"
  std::vector<std::string> notes;       // how dialect and settings came about, a sentence each
  std::vector<PointEvidence> evidence;  // what the subject showed of the points that changed with time
  Dialect truth;                        // what was held to be true of the subject
  Dialect values;                       // what the model was told: the same, without what was falsified
  bool other_release{false};            // the kernel is not of the series that the dialect describes
  std::vector<NamedText> falsified;     // variation points that were flipped, and what a system does where they are
  std::uint64_t seed{};
  ShardSet shards;
  bool exhaustive{false};          // sequences of a scope: a scenario's seed is its index
  ChapterSet chapters;             // whose rules are counted; none: all
  std::vector<NamedText> options;  // every option in effect and every bound, as printed before the run
  std::string folder;              // of the result files, as the user would name it; empty: none were written
  std::string again;               // the command that does the same run once more
  std::string replay_options;      // what replay, explain and minimize need beside the file: " --dialect linux-6.1"
};

}  // namespace sigconform
