// The book of rules: the catalogue as one HTML document for readers, chapter by chapter, each rule with its sources,
// what else a system may do, an example with its timeline, and where runs have verified it. It opens from disk and asks
// no network for anything. The same input makes the same bytes. It must not know where examples and runs come from.
#pragma once

#include "properties/illustrate.h"
#include "reports/verified.h"

#include <string>
#include <vector>

namespace sigconform {

inline constexpr const char* kBookFile = "sigconform-book.html";

struct Book {
  std::string version;                 // of sigconform
  std::vector<Illustration> examples;  // one a rule, in the catalogue's order
  std::vector<VerifiedRun> runs;       // in any order
};

[[nodiscard]] std::string book_html(Book book);

// The opening of a chapter, with title and question, as reports/book/ has it; empty when it has none.
[[nodiscard]] std::string_view opening_of(Chapter chapter);

}  // namespace sigconform
