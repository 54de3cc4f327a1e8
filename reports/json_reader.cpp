// Refusals with their place; see json_reader.h.
#include "reports/json_reader.h"

#include <charconv>

namespace sigconform {
namespace {

constexpr std::size_t kFoundBytesMax = 60;

// A member's name within a pointer: '~' and '/' have another meaning there.
std::string pointer_escaped(std::string_view key) {
  std::string out;
  for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

std::string shown(const nlohmann::json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  std::string text = value.is_string() ? value.get<std::string>()
                                       : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (text.size() > kFoundBytesMax) text = text.substr(0, kFoundBytesMax) + "…";
  return "'" + text + "'";
}

}  // namespace

void JsonReader::refuse(std::string_view expected) const {
  throw JsonRefusal((pointer_.empty() ? "/" : pointer_) + ": expected " + std::string(expected) + ", found " +
                    shown(*value_));
}

void JsonReader::expect_version(std::string_view key, int version) const {
  if (const JsonReader found = at(key); found.integer<int>() != version)
    found.refuse(std::to_string(version) + ", the version of the format that is read here");
}

JsonReader JsonReader::at(std::string_view key) const {
  if (!value_->is_object()) refuse("an object");
  const auto found = value_->find(std::string(key));
  if (found == value_->end())
    throw JsonRefusal((pointer_.empty() ? "/" : pointer_) + ": expected a member '" + std::string(key) +
                      "', and there is none");
  return JsonReader(*found, pointer_ + "/" + pointer_escaped(key));
}

bool JsonReader::has(std::string_view key) const {
  return value_->is_object() && value_->find(std::string(key)) != value_->end();
}

std::vector<JsonReader> JsonReader::list() const {
  if (!value_->is_array()) refuse("a list");
  std::vector<JsonReader> out;
  for (std::size_t i = 0; i < value_->size(); ++i) out.emplace_back((*value_)[i], pointer_ + "/" + std::to_string(i));
  return out;
}

std::vector<JsonReader::Member> JsonReader::members() const {
  if (!value_->is_object()) refuse("an object");
  std::vector<Member> out;
  for (const auto& [name, value] : value_->items())
    out.push_back({name, JsonReader(value, pointer_ + "/" + pointer_escaped(name))});
  return out;
}

std::string JsonReader::text() const {
  if (!value_->is_string()) refuse("a text");
  return value_->get<std::string>();
}

bool JsonReader::boolean() const {
  if (!value_->is_boolean()) refuse("true or false");
  return value_->get<bool>();
}

double JsonReader::real() const {
  if (!value_->is_number()) refuse("a number");
  return value_->get<double>();
}

std::uint64_t JsonReader::seed() const {
  constexpr std::string_view kPrefix = "0x";
  const std::string word = value_->is_string() ? value_->get<std::string>() : std::string();
  const bool prefixed = word.starts_with(kPrefix);
  std::uint64_t out{};
  const char* const end = word.data() + word.size();
  const auto [stopped, error] =
      std::from_chars(word.data() + (prefixed ? kPrefix.size() : 0), end, out, prefixed ? 16 : 10);
  if (error != std::errc{} || stopped != end) refuse("a number of 64 bits as a text, decimal or 0x…");
  return out;
}

}  // namespace sigconform
