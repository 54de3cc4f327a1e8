// Tests of markup.h: what is escaped, and that elements are closed.
#include "reports/markup.h"

#include <gtest/gtest.h>
#include <stdexcept>

namespace sigconform {
namespace {

TEST(Markup, TextCannotBecomeMarkup) {
  Markup out;
  out.leaf("a", {{"href", "\"onclick='x'"}}, "</a><script>alert(1)</script> & more");
  EXPECT_EQ(out.take(),
            "<a href=\"&quot;onclick=&#39;x&#39;\">&lt;/a&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</a>");
}

TEST(Markup, WhatIsNoTextIsReplaced) {
  EXPECT_EQ(escaped("a\tb\nc"), "a\tb\nc");
  EXPECT_EQ(escaped(std::string_view("\0\x1b[31m\x7f", 7)), "\xEF\xBF\xBD\xEF\xBF\xBD[31m\xEF\xBF\xBD");
  EXPECT_EQ(escaped("é \xC3 \xF0\x9F \x80"), "é \xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD \xEF\xBF\xBD");
}

TEST(Markup, ElementsEndInOrder) {
  Markup out;
  out.open("p").open("b");
  EXPECT_THROW(out.close("p"), std::logic_error);
  EXPECT_THROW((void)out.take(), std::logic_error);
  out.close("b").close("p");
  EXPECT_EQ(out.take(), "<p><b></b></p>");
}

TEST(Markup, AttributesWithoutValueStandAlone) {
  Markup out;
  out.open("details", {{"open", ""}}).close("details").empty("input", {{"type", "search"}});
  EXPECT_EQ(out.take(), "<details open></details><input type=\"search\"/>");
}

}  // namespace
}  // namespace sigconform
