// What can be asked of the list of operations at compile time: the kinds, their names, the fields of each. Every
// algorithm that is derived from the list (text, JSON, wire, validity, simplifying) is written with these few
// functions and one overload for each strong field type, so a new operation needs nothing and a new field type that
// an algorithm does not know fails to compile. The only header that spells `hana::`; it is slow to compile, so only
// .cpp files include it. It must not know what any algorithm does.
#pragma once

#include "model/operations.h"

#include <array>
#include <boost/hana/accessors.hpp>
#include <boost/hana/core/to.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/fuse.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/type.hpp>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sigconform::reflection {

namespace hana = boost::hana;

// Calls visit(name, field) for every field, in the order of the struct. The field is a reference into `op`, const
// when `op` is.
template <typename Op, typename Visit>
constexpr void for_each_field(Op& op, Visit&& visit) {
  hana::for_each(hana::accessors<std::remove_const_t<Op>>(), hana::fuse([&](auto name, auto get) {
                   visit(std::string_view{hana::to<const char*>(name)}, get(op));
                 }));
}

namespace detail {

template <typename Variant>
struct Kinds;
template <typename... Op>
struct Kinds<std::variant<Op...>> {
  static constexpr auto kTypes = hana::tuple_t<Op...>;
  static constexpr std::array<Operation (*)(), sizeof...(Op)> kMakers{[]() -> Operation { return Op{}; }...};
};

// "RtSigaction" to "rt_sigaction", at compile time, with static storage.
template <typename Op>
struct SnakeName {
  static constexpr std::string_view kCamel{Op::kStruct};
  static constexpr bool upper(char c) { return c >= 'A' && c <= 'Z'; }
  static constexpr std::size_t length() {
    std::size_t n = 0;
    for (std::size_t i = 0; i < kCamel.size(); ++i) n += (i > 0 && upper(kCamel[i])) ? 2 : 1;
    return n;
  }
  static constexpr auto make() {
    std::array<char, length()> snake{};
    std::size_t n = 0;
    for (std::size_t i = 0; i < kCamel.size(); ++i) {
      if (i > 0 && upper(kCamel[i])) snake[n++] = '_';
      snake[n++] = upper(kCamel[i]) ? static_cast<char>(kCamel[i] - 'A' + 'a') : kCamel[i];
    }
    return snake;
  }
  static constexpr auto kText = make();
};

template <typename... Op>
constexpr auto snake_names(const std::variant<Op...>*) {
  return std::array<std::string_view, sizeof...(Op)>{
      std::string_view{SnakeName<Op>::kText.data(), SnakeName<Op>::kText.size()}...};
}

}  // namespace detail

// The text name of every kind, by index in Operation's list.
inline constexpr std::array<std::string_view, kOperationKinds> kNames =
    detail::snake_names(static_cast<const Operation*>(nullptr));

// Calls visit(hana type) for every kind, in the order of the list; `typename decltype(kind)::type` is its struct.
template <typename Visit>
constexpr void for_each_kind(Visit&& visit) {
  hana::for_each(detail::Kinds<Operation>::kTypes, visit);
}

// The operation of this kind with every field at its default. kind < kOperationKinds.
[[nodiscard]] inline Operation make_operation(std::size_t kind) { return detail::Kinds<Operation>::kMakers[kind](); }

}  // namespace sigconform::reflection
