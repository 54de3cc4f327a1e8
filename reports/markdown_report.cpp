// The stored run as Markdown, for a comment on a change or the summary of a job: the answer first, then what diverges,
// as many findings as fit, then the counts. What does not fit is told. It must not know where it is shown.
#include "reports/formats.h"
#include "reports/layout.h"
#include "reports/losses.h"
#include "reports/markdown.h"
#include "reports/proof.h"
#include "reports/text_report.h"

#include <fmt/format.h>

namespace sigconform {
namespace {

// For the last line, which says what was left off.
constexpr std::size_t kReserved = 400;
constexpr std::string_view kDetails = "\n<details><summary>{}</summary>\n\n{}\n</details>\n";

// A page that grows up to its bound, part by part.
class Page {
 public:
  explicit Page(std::string head) : text_(std::move(head)) {}
  void add(const std::string& part) {
    if (text_.size() + part.size() + kReserved > kMarkdownBytesMax)
      ++left_off_;
    else
      text_ += part;
  }
  [[nodiscard]] std::string end(const std::string& folder) const {
    if (left_off_ == 0) return text_;
    return text_ + fmt::format("\nLeft off for want of room: {}. `sigconform report {} --format text` shows all.\n",
                               counted(left_off_, "section"),
                               markdown_escaped(shell_word(folder).substr(0, kReserved / 2)));
  }

 private:
  std::string text_;
  std::size_t left_off_{};
};

// As HTML within Markdown.
std::string html(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return out;
}

std::string verdict_words(const StoredRun& stored) {
  const CampaignResult& result = stored.result;
  if (!stored.complete) return "not ended: " + incomplete_note(stored);
  switch (verdict_of(result)) {
    case RunVerdict::kConforms: return result.findings.empty() ? "conforms" : "conforms, beside what is known";
    case RunVerdict::kDiverges: return "diverges";
    case RunVerdict::kNone: break;
  }
  return "no verdict: " + why_no_verdict(result);
}

std::string head_of(const StoredRun& stored) {
  const RunDescription& run = stored.run;
  const CampaignResult& result = stored.result;
  std::vector<std::vector<std::string>> rows{
      {"subject", fmt::format("{}, {} {}", run.subject, run.kernel, run.machine)},
      {"rules of", run.dialect},
      {"judged", fmt::format("{}, {}", counted(result.scenarios, "scenario"), counted(result.operations, "operation"))},
      {"seed", fmt::format("{}{}", run.seed, run.shards.whole() ? "" : ", " + to_text(run.shards))},
      {"rules met",
       fmt::format("{} of {}", (result.rules & rules_of(run.chapters)).count(), rules_of(run.chapters).count())}};
  for (const NamedText& point : run.falsified) rows.push_back({"falsified", point.name + ": " + point.text});
  for (const std::string& entry : result.vanished) rows.push_back({"not seen any more", entry});
  if (result.skipped != 0) rows.push_back({"skipped", counted(result.skipped, "scenario")});
  if (result.inconclusive != 0) rows.push_back({"undecided", counted(result.inconclusive, "scenario")});
  return fmt::format("## sigconform: {}\n\n", markdown_escaped(verdict_words(stored))) + markdown_table({"", ""}, rows);
}

std::string rules_section(const StoredRun& stored) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < kChapters; ++i) {
    if (stored.run.chapters.any() && !stored.run.chapters.test(i)) continue;
    const RuleSet rules = rules_of(ChapterSet().set(i));
    rows.push_back({std::string(name_of(static_cast<Chapter>(i))),
                    fmt::format("{} of {}", (rules & stored.result.rules).count(), rules.count())});
  }
  return fmt::format(fmt::runtime(kDetails), "Rules met, by chapter", markdown_table({"chapter", "rules met"}, rows));
}

void add_run(Page& page, const StoredRun& stored) {
  const CampaignResult& result = stored.result;
  for (std::size_t i = 0; i < result.findings.size(); ++i) {
    const Finding& finding = result.findings[i];
    const std::string summary = fmt::format(
        "{}<b>{}</b>, in {}{}", finding.known.empty() ? "" : "known: ", html(finding.signature),
        counted(finding.seen, "scenario"),
        finding.explanation.flips.empty() ? "" : ", explained by " + html(to_text(finding.explanation.flips)));
    page.add(fmt::format(
        fmt::runtime(kDetails), summary,
        markdown_fenced(finding_text(stored.run, finding, i + 1, result.findings.size(), result.scenarios))));
  }
  for (const Loss& loss : result.losses) {
    CampaignResult alone;
    alone.losses.push_back(loss);
    page.add(fmt::format(fmt::runtime(kDetails), "<b>subject lost</b>: " + html(file_stem(loss)),
                         markdown_fenced(losses_text(stored.run, alone))));
  }
  page.add(rules_section(stored));
  if (!stored.run.again.empty()) page.add("\nThe same run once more:\n\n" + markdown_fenced(stored.run.again));
}

std::string of_check(const Stored& stored) {
  const StoredCheck& check = *stored.check;
  Page page(fmt::format("## sigconform check: {}\n\nProperties of the model, {}, seed {}.\n",
                        check.failed() != 0 ? "FAILED"
                        : check.complete()  ? "ok"
                                            : "stopped",
                        markdown_escaped(check.dialect), check.seed));
  page.add("\n" + sums_text(check) + "\n");
  for (const CheckedProperty& property : check.properties)
    if (!property.holds)
      page.add(fmt::format(fmt::runtime(kDetails), "<b>" + html(property.id) + "</b>",
                           markdown_fenced(failure_text(property))));
  return page.end(stored.folder);
}

}  // namespace

std::string as_markdown(const Stored& stored) {
  if (stored.check) return of_check(stored);
  if (!stored.matrix) {
    const StoredRun& only = stored.subjects.front().stored;
    Page page(head_of(only));
    add_run(page, only);
    return page.end(stored.folder);
  }
  const std::string matrix = matrix_markdown(matrix_of(stored));
  const bool fits = matrix.size() + kReserved < kMarkdownBytesMax;
  Page page(fits ? matrix : "## sigconform: " + std::string(name_of(verdict_of(matrix_of(stored)))) + "\n");
  if (!fits) page.add(matrix);
  for (const StoredSubject& subject : stored.subjects) {
    if (!subject.why_not.empty()) continue;
    page.add(fmt::format("\n### {}\n", markdown_escaped(subject.name)));
    add_run(page, subject.stored);
  }
  return page.end(stored.folder);
}

}  // namespace sigconform
