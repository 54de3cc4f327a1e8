// Cover, contents, chapters and appendices; see book.h.
#include "reports/book.h"

#include "reports/book_entry.h"
#include "reports/book_index.h"
#include "reports/html_page.h"
#include "reports/html_texts.h"
#include "reports/layout.h"
#include "reports/prose.h"

#include <fmt/format.h>
#include <algorithm>
#include <set>

namespace sigconform {
namespace {

constexpr std::string_view kUnobservable = "unobservable";

std::string anchor_of(std::string_view chapter) { return fmt::format("chapter-{}", chapter); }

// "3.14": the place in its chapter. It changes when rules are added before it; the id does not.
std::string number_of(Rule rule) {
  const Chapter chapter = text_of(rule).chapter;
  std::size_t first = 0;
  while (text_of(static_cast<Rule>(first)).chapter != chapter) ++first;
  return fmt::format("{}.{}", static_cast<std::size_t>(chapter) + 1, static_cast<std::size_t>(rule) - first + 1);
}

struct Part {
  std::string id;  // its anchor
  std::string title;
};

// What stands behind the chapters.
std::vector<Part> appendices(const Book& book) {
  std::vector<Part> out{{"releases", "What changed when"}};
  if (!book.runs.empty()) out.push_back({"runs", "The runs"});
  out.push_back({"index", "Index"});
  return out;
}

std::string title_of(Chapter chapter) { return std::string(titled(opening_of(chapter)).title); }

void write_cover(Markup& out, const Book& book) {
  std::set<std::string> systems;
  std::uint64_t scenarios = 0;
  RuleSet verified;
  for (const VerifiedRun& run : book.runs) {
    systems.insert(sigconform::title_of(run));
    scenarios += run.scenarios;
    for (std::size_t r = 0; r < kRules; ++r)
      if (run.verified[r] != 0 && run.points_off(static_cast<Rule>(r)).empty()) verified.set(r);
  }
  out.open("header", {{"class", "cover"}}).leaf("p", {{"class", "product"}}, "sigconform " + book.version);
  out.leaf("h1", "Signals on Linux");
  out.leaf("p", {{"class", "subtitle"}},
           "The rules by which Linux sends, queues and delivers signals: each as a sentence, with its sources, with an "
           "example, and with the kernels on which it was verified.");
  const auto number = [&out](std::string_view what, const std::string& count, std::string_view more) {
    out.open("div").leaf("dt", what).open("dd").text(count).leaf("small", more).close("dd").close("div");
  };
  out.open("dl", {{"class", "numbers"}});
  number("Rules", std::to_string(kRules),
         fmt::format("in {} chapters, and {} that nobody can see", kChapters, unobservable_rules().size()));
  const auto shown = std::count_if(book.examples.begin(), book.examples.end(),
                                   [](const Illustration& example) { return example.shown_by != nullptr; });
  number("Examples", std::to_string(shown), "that would go otherwise without their rule");
  number("Verified", std::to_string(verified.count()), "rules, on some system at least");
  number("Systems", std::to_string(systems.size()), fmt::format("in {}", counted(scenarios, "scenario")));
  out.close("dl").close("header");
}

// Beside the text, where there is room.
void write_side(Markup& out, const Book& book) {
  const auto item = [&out](std::string_view css, const std::string& id, const std::string& title) {
    out.open("li", {{"class", std::string(css)}}).leaf("a", {{"href", "#" + id}}, title).close("li");
  };
  out.open("nav", {{"class", "side"}, {"aria-label", "Chapters"}}).open("ol");
  item("plain", "contents", "Contents");
  item("plain", "introduction", std::string(titled(book_text("introduction")).title));
  for (std::size_t i = 0; i < kChapters; ++i) {
    const auto chapter = static_cast<Chapter>(i);
    item("numbered", anchor_of(name_of(chapter)), fmt::format("{}  {}", i + 1, title_of(chapter)));
  }
  item("numbered", anchor_of(kUnobservable), fmt::format("{}  What nobody can see", kChapters + 1));
  for (const Part& part : appendices(book)) item("plain", part.id, part.title);
  out.close("ol").close("nav");
}

void write_contents_line(Markup& out, std::string_view id, std::string_view title, std::string_view question) {
  out.open("p").leaf("a", {{"href", "#" + std::string(id)}}, title).close("p");
  if (!question.empty()) out.leaf("p", {{"class", "question"}}, question);
}

void write_contents(Markup& out, const Book& book) {
  out.open("section", {{"class", "contents"}}).leaf("h2", {{"id", "contents"}}, "Contents").open("ol");
  for (std::size_t i = 0; i < kChapters; ++i) {
    const auto chapter = static_cast<Chapter>(i);
    const TitledText opening = titled(opening_of(chapter));
    const RuleSet rules = rules_of(ChapterSet().set(i));
    out.open("li");
    write_contents_line(out, anchor_of(name_of(chapter)), opening.title,
                        opening.rest.substr(0, opening.rest.find('\n')));
    out.open("details", {{"class", "print-open"}}).leaf("summary", fmt::format("{} rules", rules.count()));
    out.open("ul", {{"class", "ids"}});
    for (std::size_t r = 0; r < kRules; ++r) {
      if (!rules.test(r)) continue;
      const std::string id(id_of(static_cast<Rule>(r)));
      out.open("li").leaf("a", {{"class", "mono"}, {"href", "#" + id}}, id).close("li");
    }
    out.close("ul").close("details").close("li");
  }
  out.open("li");
  write_contents_line(out, anchor_of(kUnobservable), "What nobody can see",
                      fmt::format("{} rules that Linux keeps and that no test can show", unobservable_rules().size()));
  out.close("li").close("ol").open("ul", {{"class", "appendices"}});
  for (const Part& part : appendices(book)) out.open("li").leaf("a", {{"href", "#" + part.id}}, part.title).close("li");
  out.close("ul").close("section");
}

void write_introduction(Markup& out, const Book& book) {
  const TitledText text = titled(book_text("introduction"));
  out.open("section", {{"class", "introduction prose"}}).leaf("h2", {{"id", "introduction"}}, text.title);
  write_prose(out, text.rest);
  if (book.runs.empty()) out.leaf("p", "No runs are recorded in this copy: no entry says where it was verified.");
  out.close("section");
}

void begin_chapter(Markup& out, const std::string& id, std::size_t number, std::string_view title) {
  out.raw("\n").open("section", {{"class", "chapter"}, {"id", id}});
  out.leaf("p", {{"class", "chapter-number"}}, fmt::format("Chapter {}", number)).leaf("h2", title);
}

void write_chapter(Markup& out, Chapter chapter, const Book& book) {
  const TitledText opening = titled(opening_of(chapter));
  const std::size_t question_end = std::min(opening.rest.find('\n'), opening.rest.size());
  begin_chapter(out, anchor_of(name_of(chapter)), static_cast<std::size_t>(chapter) + 1, opening.title);
  out.open("div", {{"class", "prose"}}).leaf("p", {{"class", "question"}}, opening.rest.substr(0, question_end));
  write_prose(out, opening.rest.substr(question_end));
  out.close("div");
  for (std::size_t r = 0; r < kRules; ++r) {
    const auto rule = static_cast<Rule>(r);
    if (text_of(rule).chapter == chapter) write_entry(out, rule, number_of(rule), book.examples[r], book.runs);
  }
  out.open("p", {{"class", "back"}}).leaf("a", {{"href", "#contents"}}, "To the contents").close("p").close("section");
}

void write_unseen_chapter(Markup& out) {
  begin_chapter(out, anchor_of(kUnobservable), kChapters + 1, "What nobody can see");
  out.open("div", {{"class", "prose"}});
  write_prose(out, book_text(kUnobservable));
  out.close("div");
  std::size_t number = 0;
  for (const UnobservableRule& rule : unobservable_rules())
    write_entry(out, rule, fmt::format("{}.{}", kChapters + 1, ++number));
  out.close("section");
}

}  // namespace

std::string_view opening_of(Chapter chapter) { return book_text(name_of(chapter)); }

std::string book_html(Book book) {
  sort_verified(book.runs);
  Markup body;
  body.leaf("a", {{"class", "skip"}, {"href", "#contents"}}, "Skip to the contents").open("div", {{"class", "book"}});
  write_cover(body, book);
  write_side(body, book);
  body.open("main", {{"id", "main"}});
  write_contents(body, book);
  write_introduction(body, book);
  for (std::size_t i = 0; i < kChapters; ++i) write_chapter(body, static_cast<Chapter>(i), book);
  write_unseen_chapter(body);
  body.open("section", {{"class", "appendix"}});
  write_releases(body);
  body.close("section").open("section", {{"class", "appendix"}});
  if (!book.runs.empty()) write_runs(body, book);
  body.close("section").open("section", {{"class", "appendix"}});
  write_indexes(body, book, number_of);
  body.close("section").close("main");
  body.open("footer").leaf("p",
                           fmt::format("Made by sigconform {}. This file asks no network for anything.", book.version));
  body.close("footer").close("div");
  return html_document("Signals on Linux: the rules of sigconform", html_book_style(), body.take());
}

}  // namespace sigconform
