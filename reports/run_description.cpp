// Shards in words; see run_description.h.
#include "reports/run_description.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sigconform {

std::string to_text(const ShardSet& shards) {
  if (shards.whole()) return {};
  return fmt::format("shard{} {} of {}", shards.numbers.size() == 1 ? "" : "s", fmt::join(shards.numbers, ", "),
                     shards.of);
}

std::string shard_words(const ShardSet& shards) {
  return shards.whole() ? std::string() : fmt::format(" --shard {}/{}", fmt::join(shards.numbers, ","), shards.of);
}

}  // namespace sigconform
