// What stands at the end of the book: what changed with which release, the runs by which rules were verified, and the
// rules by id, by system call and by signal. It must not know of the chapters before.
#pragma once

#include "reports/book.h"
#include "reports/markup.h"

#include <functional>
#include <string>

namespace sigconform {

// The number of a rule in the book: "3.14".
using NumberOf = std::function<std::string(Rule)>;

void write_releases(Markup& out);
// Precondition: there are runs, and they are sorted.
void write_runs(Markup& out, const Book& book);
void write_indexes(Markup& out, const Book& book, const NumberOf& number_of);

}  // namespace sigconform
