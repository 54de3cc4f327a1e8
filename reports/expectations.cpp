// Reading expectations, and holding findings against them; see expectations.h.
#include "reports/expectations.h"

#include "model/dialect_text.h"
#include "reports/proof.h"

#include <algorithm>
#include <set>
#include <utility>

namespace sigconform {
namespace {

constexpr std::string_view kDialectHead = "sigconform dialect 1";
constexpr std::string_view kSpaces = " \t\r";

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

// What stands on a line before its comment, and where it begins, from 1.
struct Content {
  std::string_view text;
  int column{};
};

Content content_of(std::string_view line) {
  const std::string_view code = line.substr(0, line.find('#'));
  const std::size_t begin = std::min(code.find_first_not_of(kSpaces), code.size());
  const std::size_t end = code.find_last_not_of(kSpaces) + 1;
  return {code.substr(begin, end > begin ? end - begin : 0), static_cast<int>(begin) + 1};
}

// The first word of a line and the rest of it, which begins at `column`.
struct Words {
  std::string_view verb, rest;
  int column{};
};

Words words_of(const Content& content) {
  const std::size_t end = std::min(content.text.find_first_of(kSpaces), content.text.size());
  const std::size_t rest = std::min(content.text.find_first_not_of(kSpaces, end), content.text.size());
  return {content.text.substr(0, end), content.text.substr(rest), content.column + static_cast<int>(rest)};
}

template <typename Say>
void for_each_line(std::string_view text, Say say) {
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    say(number, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// Reads one line after the other; throws ParseError.
class Reader {
 public:
  explicit Reader(Expectations& out) : out_(out) {}

  void take(int line, const Content& content) {
    line_ = line;
    if (content.text.empty()) return;
    if (!std::exchange(begun_, true)) return take_head(content);
    const Words words = words_of(content);
    if (words.verb != "like" && words.verb != "on" && words.verb != "set" && words.verb != "finding" &&
        words.verb != "scenario" && words.verb != "sometimes")
      refuse(content.column, "expected on, set, finding, scenario or sometimes, found " + in_quotes(words.verb));
    if (words.rest.empty())
      refuse(words.column, "expected something behind " + in_quotes(words.verb) + ", found the end");
    take_entry(content, words);
  }
  void end() {
    if (!begun_) refuse(1, "expected " + in_quotes(kExpectationsHead) + ", found the end");
  }

 private:
  [[noreturn]] void refuse(int column, const std::string& message) const { throw ParseError{line_, column, message}; }

  void take_head(const Content& content) {
    dialect_ = content.text == kDialectHead;
    if (!dialect_ && content.text != kExpectationsHead)
      refuse(content.column, "expected " + in_quotes(kExpectationsHead) + " or " + in_quotes(kDialectHead) +
                                 ", found " + in_quotes(content.text));
  }

  void take_entry(const Content& content, const Words& words) {
    ExpectedEntry entry;
    entry.kind = ExpectedKind::kFinding;
    entry.text = content.text;
    entry.subject = subject_;
    entry.line = line_;
    entry.value = words.rest;
    if (words.verb == "like") {
      if (!dialect_) refuse(content.column, "'like' stands in dialect files only; a run has the dialect it is given");
      if (!find_dialect(words.rest)) refuse(words.column, "there is no dialect " + in_quotes(words.rest));
      return;
    }
    if (words.verb == "on") {
      subject_ = words.rest;
      return;
    }
    if (words.verb == "set") {
      const auto setting = parse_setting(words.rest);
      if (const auto* why = std::get_if<std::string>(&setting)) refuse(words.column, *why);
      entry.kind = ExpectedKind::kSetting;
      entry.setting = std::get<PointSetting>(setting);
    } else if (words.verb != "finding") {
      entry.kind = ExpectedKind::kScenario;
      entry.sometimes = words.verb == "sometimes";
    }
    for (const ExpectedEntry& other : out_.entries)
      if (other.text == entry.text && other.subject == entry.subject)
        refuse(content.column, in_quotes(entry.text) + " stands in line " + std::to_string(other.line) + " already");
    out_.entries.push_back(std::move(entry));
  }

  Expectations& out_;
  int line_{1};
  bool begun_{false};
  bool dialect_{false};
  std::string subject_;
};

const ExpectedEntry* entry_of_setting(const Expectations& expected, const PointSetting& flip) {
  for (const ExpectedEntry& entry : expected.entries)
    if (entry.kind == ExpectedKind::kSetting && entry.setting == flip) return &entry;
  return nullptr;
}

// What diverges first, whatever explains it.
std::string first_signature(const Scenario& scenario, const Trace& observed, const Dialect& dialect) {
  const Judgement judgement = judge(scenario, observed, dialect);
  return judgement.divergences.empty() ? std::string() : judgement.divergences.front().signature(scenario);
}

bool shows_by_its_dialect(const ExpectedEntry& entry, const Finding& finding) {
  if (entry.shows.empty()) return false;
  const std::string signature = first_signature(entry.scenario, entry.observed, finding.judged_by);
  return !signature.empty() && signature == first_signature(finding.scenario, finding.observed, finding.judged_by);
}

bool shows(const ExpectedEntry& entry, const Finding& finding) {
  const std::string cause = finding.cause();
  if (entry.kind == ExpectedKind::kFinding) return entry.value == finding.signature || entry.value == cause;
  if (entry.kind != ExpectedKind::kScenario) return false;
  return std::ranges::count(entry.shows, finding.signature) != 0 || std::ranges::count(entry.shows, cause) != 0 ||
         shows_by_its_dialect(entry, finding);
}

// The entries that a finding answers to.
std::vector<const ExpectedEntry*> answers(const Expectations& expected, const Finding& finding) {
  std::vector<const ExpectedEntry*> out;
  for (const PointSetting& flip : finding.explanation.flips) {
    const ExpectedEntry* const entry = entry_of_setting(expected, flip);
    if (entry == nullptr) {
      out.clear();
      break;
    }
    out.push_back(entry);
  }
  if (!out.empty()) return out;
  for (const ExpectedEntry& entry : expected.entries)
    if (shows(entry, finding)) return {&entry};
  return out;
}

bool is_in(const PointSetting& setting, const Dialect& held) { return held.*setting.point->point == setting.on; }

std::string entry_lines(const Finding& finding) {
  if (finding.explanation.flips.empty())
    return "finding " + finding.signature + "  # " + because_text(finding.divergence.rule, finding.judged_by) + "\n";
  std::string out;
  for (const PointSetting& flip : finding.explanation.flips)
    out += "set " + to_text(flip) + "  # " + meaning(flip) + "\n";
  return out;
}

}  // namespace

bool Expectations::has_sections() const {
  return std::any_of(entries.begin(), entries.end(), [](const ExpectedEntry& e) { return !e.subject.empty(); });
}

std::variant<Expectations, ParseError> parse_expectations(std::string_view text) {
  Expectations out;
  try {
    Reader reader(out);
    for_each_line(text, [&](int number, std::string_view line) { reader.take(number, content_of(line)); });
    reader.end();
  } catch (const ParseError& error) {
    return error;
  }
  return out;
}

Expectations of_subject(const Expectations& all, std::string_view subject) {
  Expectations out;
  for (const ExpectedEntry& entry : all.entries)
    if (entry.subject.empty() || entry.subject == subject) out.entries.push_back(entry);
  return out;
}

std::string known_by(const Expectations& expected, const Finding& finding) {
  std::string out;
  for (const ExpectedEntry* const entry : answers(expected, finding)) out += (out.empty() ? "" : ", ") + entry->text;
  return out;
}

std::string known_by(const Expectations& expected, const Loss& loss) {
  for (const ExpectedEntry& entry : expected.entries)
    if (entry.kind == ExpectedKind::kScenario && entry.scenario == loss.scenario) return entry.text;
  return {};
}

void apply(const Expectations& expected, const Dialect& held, bool strict, CampaignResult& result) {
  std::set<std::string> met;
  for (Finding& finding : result.findings) {
    for (const ExpectedEntry* const entry : answers(expected, finding)) met.insert(entry->text);
    finding.known = known_by(expected, finding);
  }
  for (Loss& loss : result.losses) {
    loss.known = known_by(expected, loss);
    met.insert(loss.known);
  }
  result.vanished.clear();
  result.vanished_fails = strict;
  for (const ExpectedEntry& entry : expected.entries) {
    const bool held_anyway = entry.kind == ExpectedKind::kSetting && is_in(entry.setting, held);
    if (!met.contains(entry.text) && !held_anyway && !entry.undecided && entry.shows.empty())
      result.vanished.push_back(entry.text);
  }
}

std::string with_news(std::string_view text, const CampaignResult& result, std::string_view subject) {
  std::string news;
  std::set<std::string> seen;
  const auto add = [&](const std::string& lines) {
    for_each_line(lines, [&](int, std::string_view line) {
      if (seen.insert(std::string(content_of(line).text)).second) news.append(line).append("\n");
    });
  };
  for (const Finding& finding : result.findings)
    if (finding.known.empty()) add(entry_lines(finding));
  std::string out(text);
  if (out.empty()) out = std::string(kExpectationsHead) + "\n";
  if (news.empty()) return out;
  if (!out.ends_with('\n')) out += '\n';
  if (!subject.empty()) out.append("on ").append(subject).append("\n");
  return out + news;
}

std::string without_lines(std::string_view text, std::span<const int> lines) {
  std::string out;
  for_each_line(text, [&](int number, std::string_view line) {
    if (std::ranges::count(lines, number) == 0) out.append(line).append("\n");
  });
  return out;
}

}  // namespace sigconform
