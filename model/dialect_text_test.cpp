// Dialect files: what is written is read back, and what cannot be understood is refused with its place.
#include "model/dialect_text.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

std::string refusal(std::string_view text) {
  const auto parsed = parse_dialect(text);
  const auto* const error = std::get_if<ParseError>(&parsed);
  return error == nullptr ? "accepted" : to_text(*error);
}

TEST(DialectText, EverySettingIsReadBack) {
  DialectText all{"linux-3.18", {}};
  for (const VariationPoint& point : variation_points()) all.settings.push_back({&point, all.settings.size() % 2 == 0});
  EXPECT_EQ(std::get<DialectText>(parse_dialect(to_text(all))), all);
}

TEST(DialectText, CommentsAndSpacesDoNotCount) {
  const auto parsed = parse_dialect(
      "# what this is\n\nsigconform dialect 1\n  like linux-6.1 # why\n\t set   coalesce-standard=off\r\n");
  const DialectText expected{"linux-6.1", {{find_variation_point("coalesce-standard"), false}}};
  EXPECT_EQ(std::get<DialectText>(parsed), expected);
}

TEST(DialectText, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_EQ(refusal(""), "line 1, column 1: expected 'sigconform dialect 1' and 'like' with a dialect, found the end");
  EXPECT_EQ(refusal("sigconform dialect 2\n"),
            "line 1, column 1: expected 'sigconform dialect 1', found 'sigconform dialect 2'");
  EXPECT_EQ(refusal("sigconform dialect 1\n  like linux-6.0\n").substr(0, 41),
            "line 2, column 8: expected one of linux-2");
  EXPECT_EQ(refusal("sigconform dialect 1\nlike linux-6.1\nset coalesce-standrd=off\n"),
            "line 3, column 5: there is no 'coalesce-standrd', did you mean 'coalesce-standard'?; sigconform rules "
            "--falsifiable lists what there is");
  EXPECT_EQ(refusal("sigconform dialect 1\nlike linux-6.1\nset coalesce-standard\n"),
            "line 3, column 5: expected ID=on or ID=off, found 'coalesce-standard'");
  EXPECT_EQ(refusal("sigconform dialect 1\nlike linux-6.1\nunset x\n"),
            "line 3, column 1: expected 'set' and ID=on or ID=off, found 'unset x'");
}

}  // namespace
}  // namespace sigconform
