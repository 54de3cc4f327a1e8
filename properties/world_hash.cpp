// Every field of every value, but for the flags and masks of actions: a new one needs nothing. The bytes between fields
// say nothing, and are left out. See world_hash.h.
#include "properties/world_hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>
#include <algorithm>
#include <array>
#include <boost/pfr/core.hpp>
#include <cstring>
#include <functional>
#include <ranges>
#include <tuple>
#include <type_traits>

namespace sigconform {
namespace {

class Bytes {
 public:
  template <typename Value>
  [[gnu::always_inline]] void add(const Value& value) {
    if constexpr (std::has_unique_object_representations_v<Value>) {
      if (bytes_.size() < used_ + sizeof value) bytes_.resize(2 * (used_ + sizeof value));
      std::memcpy(bytes_.data() + used_, &value, sizeof value);
      used_ += sizeof value;
    } else if constexpr (std::is_same_v<Value, SigHand>) {
      // Actions are most of a world, and hardly ever differ in what else they have.
      std::array<Handler, std::tuple_size_v<decltype(value.action)>> handlers{};
      std::ranges::transform(value.action, handlers.begin(), &SigAction::handler);
      add(handlers);
      add(value.signalfd_wqh);
      add(value.users);
    } else if constexpr (requires { std::hash<Value>()(value); }) {
      add(std::hash<Value>()(value));
    } else if constexpr (std::ranges::range<Value>) {
      add(std::ranges::size(value));
      for (const auto& element : value) add(element);
    } else {
      boost::pfr::for_each_field(value, [this](const auto& field) { add(field); });
    }
  }

  [[nodiscard]] std::uint64_t hash() const { return XXH3_64bits(bytes_.data(), used_); }

 private:
  static constexpr std::size_t kUsual = 8192;
  boost::container::small_vector<unsigned char, kUsual> bytes_{kUsual, boost::container::default_init};
  std::size_t used_{};
};

}  // namespace

std::uint64_t hash_of(const World& w) {
  Bytes bytes;
  const auto add = [&bytes](const auto&... parts) { (bytes.add(parts), ...); };
  add(w.timers, w.armed, w.tasks, w.processes, w.sighands, w.task_at, w.process_at, w.charged, w.run_queue, w.current);
  add(w.attach_count, w.files, w.files_created, w.frozen_cgroups, w.fading_numbers);
  return bytes.hash();
}

}  // namespace sigconform
