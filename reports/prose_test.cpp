// Prose as markup, and the texts of the book: every chapter has an opening, and what they name is there.
#include "reports/prose.h"

#include "model/rules/rules.h"
#include "reports/book.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <set>
#include <string>

namespace sigconform {
namespace {

std::string markup_of(std::string_view text) {
  Markup out;
  write_prose(out, text);
  return out.take();
}

TEST(Prose, BlocksBecomeElements) {
  EXPECT_EQ(markup_of("One <two>\nlines.\n\n\nTwo.\n"), "<p>One &lt;two&gt;\nlines.</p><p>Two.</p>");
  EXPECT_EQ(markup_of("## A heading\n\nText."), "<h3>A heading</h3><p>Text.</p>");
  EXPECT_EQ(markup_of("a :: b\nc & d :: e :: f"),
            "<dl class=\"terms\"><dt>a</dt><dd>b</dd><dt>c &amp; d</dt><dd>e :: f</dd></dl>");
  EXPECT_EQ(markup_of(""), "");
}

TEST(Prose, MarkedWordsAreEmphasisCodeOrLinks) {
  EXPECT_EQ(markup_of("*so* `a<b` `kill.siginfo` `kill.kernel-thread` `kill.no-such`"),
            "<p><em>so</em> <code>a&lt;b</code> <a class=\"mono\" href=\"#kill.siginfo\">kill.siginfo</a> "
            "<a class=\"mono\" href=\"#kill.kernel-thread\">kill.kernel-thread</a> <code>kill.no-such</code></p>");
}

TEST(Prose, TitleIsTheFirstLine) {
  EXPECT_EQ(titled("# A title\nA question?\n\nText.\n").title, "A title");
  EXPECT_EQ(titled("# A title\nA question?\n\nText.\n").rest, "A question?\n\nText.");
  EXPECT_EQ(titled("No title").rest, "No title");
}

TEST(BookTexts, EveryChapterHasAnOpeningAndEveryTextAPlace) {
  std::set<std::string_view> wanted{"introduction", "unobservable"};
  for (std::size_t i = 0; i < kChapters; ++i) {
    const auto chapter = static_cast<Chapter>(i);
    wanted.insert(name_of(chapter));
    const TitledText opening = titled(opening_of(chapter));
    EXPECT_FALSE(opening.title.empty()) << name_of(chapter) << " has no text in reports/book/";
    const std::string_view question = opening.rest.substr(0, opening.rest.find('\n'));
    EXPECT_TRUE(question.ends_with('?')) << name_of(chapter);
    EXPECT_GT(opening.rest.size(), 600U) << name_of(chapter);
  }
  std::set<std::string_view> found;
  for (const BookText& text : book_texts()) found.insert(text.name);
  EXPECT_EQ(found, wanted);
}

// What looks like the id of a rule is one.
TEST(BookTexts, NameOnlyRulesThatThereAre) {
  std::size_t rules = 0;
  for (const BookText& text : book_texts()) {
    for (std::size_t at = text.text.find('`'); at != std::string_view::npos;) {
      const std::size_t end = text.text.find('`', at + 1);
      ASSERT_NE(end, std::string_view::npos) << text.name;
      const std::string_view word = text.text.substr(at + 1, end - at - 1);
      const bool plain = std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
      });
      if (plain && word.find('.') != std::string_view::npos) {
        EXPECT_NE(find_rule(word), Rule::kCount) << text.name << ": " << word;
        ++rules;
      }
      at = text.text.find('`', end + 1);
    }
  }
  EXPECT_GT(rules, 3 * kChapters);
}

}  // namespace
}  // namespace sigconform
