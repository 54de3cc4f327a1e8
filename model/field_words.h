// How one field of an operation is written as a word, and read back: one pair of overloads for each strong type.
// The text and JSON forms are made of these words. They must not know lines, operations, or what values are valid in
// a scenario (why_invalid does); reading refuses only what is no word of the type.
#pragma once

#include "model/names.h"
#include "model/operations.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace sigconform {

// Where in a word reading failed, and what should have stood there: "a signal name such as SIGUSR1 or a number".
struct Misread {
  std::size_t begin{};
  std::size_t size{};
  std::string expected;
};
using Reading = std::optional<Misread>;  // nullopt: read

void append_word(std::string& out, Signo v);
void append_word(std::string& out, SignalSet v);
void append_word(std::string& out, ProcessId v);
void append_word(std::string& out, ThreadIndex v);
void append_word(std::string& out, PidArg v);
void append_word(std::string& out, UserArg v);
void append_word(std::string& out, SiCode v);
void append_word(std::string& out, SigValue v);
// `avoid` is not printed where another name of the same bit stands later.
void append_enumerator(std::string& out, std::size_t place, std::span<const std::string_view> words);
void append_bits(std::string& out, std::uint32_t bits, std::span<const NamedNumber> names, std::string_view avoid = {});
template <Worded Enum>
void append_word(std::string& out, Enum v) {
  append_enumerator(out, static_cast<std::size_t>(v), kWords<Enum>);
}
template <NamedBits Flags>
void append_word(std::string& out, Flags v) {
  append_bits(out, v.bits, kBitNames<Flags>);
}
void append_word(std::string& out, ExitCode v);
void append_word(std::string& out, QueueLimit v);
void append_waitid_options(std::string& out, WaitOptions v);  // bit 2 is WSTOPPED there

// The word of a field of operation Op.
template <typename Op, typename Field>
void append_field(std::string& out, const Field& field) {
  if constexpr (std::is_same_v<Op, op::Waitid> && std::is_same_v<Field, WaitOptions>)
    append_waitid_options(out, field);
  else
    append_word(out, field);
}

// `v` is unspecified after a failure.
[[nodiscard]] Reading read_word(std::string_view word, Signo& v);
[[nodiscard]] Reading read_word(std::string_view word, SignalSet& v);
[[nodiscard]] Reading read_word(std::string_view word, ProcessId& v);
[[nodiscard]] Reading read_word(std::string_view word, ThreadIndex& v);
[[nodiscard]] Reading read_word(std::string_view word, ThreadId& v);  // an actor: P1.T2
[[nodiscard]] Reading read_word(std::string_view word, PidArg& v);
[[nodiscard]] Reading read_word(std::string_view word, UserArg& v);
[[nodiscard]] Reading read_word(std::string_view word, SiCode& v);
[[nodiscard]] Reading read_word(std::string_view word, SigValue& v);
[[nodiscard]] Reading read_enumerator(std::string_view word, std::size_t& place,
                                      std::span<const std::string_view> words);
[[nodiscard]] Reading read_bits(std::string_view word, std::uint32_t& bits, std::span<const NamedNumber> names);
template <Worded Enum>
[[nodiscard]] Reading read_word(std::string_view word, Enum& v) {
  std::size_t place{};
  Reading failed = read_enumerator(word, place, kWords<Enum>);
  v = static_cast<Enum>(place);
  return failed;
}
template <NamedBits Flags>
[[nodiscard]] Reading read_word(std::string_view word, Flags& v) {
  return read_bits(word, v.bits, kBitNames<Flags>);
}
[[nodiscard]] Reading read_word(std::string_view word, ExitCode& v);
[[nodiscard]] Reading read_word(std::string_view word, QueueLimit& v);

// The kind of operation of this name.
[[nodiscard]] std::optional<std::size_t> operation_named(std::string_view name);
// " (did you mean kill or tkill?)": the operations that are spelt nearly so; empty when none is.
[[nodiscard]] std::string did_you_mean(std::string_view name);

// 'word' in quotes, short and printable, for messages.
[[nodiscard]] std::string in_quotes(std::string_view word);

}  // namespace sigconform
