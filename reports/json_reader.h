// Reading JSON that this program wrote and somebody may have touched since: a value with the place where it stands, so
// that every refusal names a JSON pointer (RFC 6901), what was expected there, and what was found. It must not know
// what the values mean.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace sigconform {

// what(): "/findings/0/repeated: expected a number, found 'many'".
class JsonRefusal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A value within a document that outlives it. Every function that reads throws JsonRefusal when the value is another
// one than it wants.
class JsonReader {
 public:
  explicit JsonReader(const nlohmann::json& value, std::string pointer = {})
      : value_(&value), pointer_(std::move(pointer)) {}

  [[nodiscard]] const std::string& pointer() const { return pointer_; }
  [[nodiscard]] const nlohmann::json& json() const { return *value_; }
  [[noreturn]] void refuse(std::string_view expected) const;

  // The member that says of which format, and which version of it, the document is; refuses another one.
  void expect_version(std::string_view key, int version) const;
  // A member of an object; refuses when there is none of that name.
  [[nodiscard]] JsonReader at(std::string_view key) const;
  [[nodiscard]] bool has(std::string_view key) const;
  // The elements of a list.
  [[nodiscard]] std::vector<JsonReader> list() const;
  // The members of an object, and their names.
  struct Member;
  [[nodiscard]] std::vector<Member> members() const;

  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool boolean() const;
  [[nodiscard]] double real() const;
  // Refuses numbers outside of what Integer holds.
  template <typename Integer>
  [[nodiscard]] Integer integer() const {
    const bool fits = value_->is_number_unsigned()
                          ? std::in_range<Integer>(value_->get<std::uint64_t>())
                          : value_->is_number_integer() && std::in_range<Integer>(value_->get<std::int64_t>());
    if (!fits) refuse("a whole number within its bounds");
    return static_cast<Integer>(value_->is_number_unsigned() ? value_->get<std::uint64_t>()
                                                             : static_cast<std::uint64_t>(value_->get<std::int64_t>()));
  }
  // "0x1f", "31": a number of 64 bits, which some readers of JSON lose, as seed_text() writes it.
  [[nodiscard]] std::uint64_t seed() const;

 private:
  const nlohmann::json* value_;
  std::string pointer_;
};

struct JsonReader::Member {
  std::string name;
  JsonReader value;
};

// What `read` makes of the document, or one sentence: where it is another one than it wants, or no JSON.
template <typename Read>
[[nodiscard]] auto read_json(std::string_view text, Read read)
    -> std::variant<std::invoke_result_t<Read, const JsonReader&>, std::string> {
  try {
    const nlohmann::json root = nlohmann::json::parse(text);
    return read(JsonReader(root));
  } catch (const nlohmann::json::parse_error& error) {
    return "at byte " + std::to_string(error.byte) + " it is no JSON any more";
  } catch (const JsonRefusal& refusal) {
    return std::string(refusal.what());
  }
}

}  // namespace sigconform
