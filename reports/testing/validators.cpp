// Readers of other people; see validators.h.
#include "reports/testing/validators.h"

#include "reports/testing/compiled_program.h"

#include <charconv>
#include <sstream>
#include <stdexcept>

namespace sigconform::testing {
namespace {

struct Complaint {
  std::size_t line;
  std::string what;
};

// Reads a document of the kernel's dev-tools/ktap: a version line, a plan, results numbered in order, each after its
// own subtests, which are indented by two more blanks.
class KtapReader {
 public:
  explicit KtapReader(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) lines_.push_back(line);
  }

  std::vector<KtapTest> document() {
    std::vector<KtapTest> tests = block("");
    if (at_ != lines_.size()) complain("expected the end");
    return tests;
  }

 private:
  [[noreturn]] void complain(const std::string& what) const { throw Complaint{at_ + 1, what}; }
  [[nodiscard]] bool at_end() const { return at_ == lines_.size(); }
  // The line without the indentation, when it is at that depth.
  [[nodiscard]] bool is_at(const std::string& indent, std::string& line) const {
    if (at_end() || !lines_[at_].starts_with(indent) || lines_[at_].starts_with(indent + " ")) return false;
    line = lines_[at_].substr(indent.size());
    return true;
  }

  std::vector<KtapTest> block(const std::string& indent) {
    std::string line;
    if (!is_at(indent, line) || line != "KTAP version 1") complain("expected 'KTAP version 1'");
    ++at_;
    while (is_at(indent, line) && line.starts_with("# ")) ++at_;
    if (!is_at(indent, line) || !line.starts_with("1..")) complain("expected a plan such as 1..4");
    std::size_t planned = 0;
    const auto [end, error] = std::from_chars(line.data() + 3, line.data() + line.size(), planned);
    if (error != std::errc{} || end != line.data() + line.size()) complain("expected a number in the plan");
    ++at_;
    std::vector<KtapTest> tests;
    while (tests.size() < planned) tests.push_back(test(indent, tests.size() + 1));
    return tests;
  }

  KtapTest test(const std::string& indent, std::size_t number) {
    KtapTest out;
    std::string line;
    while (!at_end()) {
      if (lines_[at_].starts_with(indent + "  KTAP version")) {
        if (!out.subtests.empty()) complain("a test has its subtests in one block");
        out.subtests = block(indent + "  ");
      } else if (!is_at(indent, line)) {
        complain("expected a result, or subtests that begin with a version line");
      } else if (line == "#" || line.starts_with("# ")) {
        out.diagnostics.push_back(line.substr(std::min<std::size_t>(2, line.size())));
        ++at_;
      } else {
        result(line, number, out);
        return out;
      }
    }
    complain("expected result " + std::to_string(number));
  }

  void result(std::string line, std::size_t number, KtapTest& out) {
    out.ok = line.starts_with("ok ");
    if (!out.ok && !line.starts_with("not ok ")) complain("expected 'ok' or 'not ok'");
    line = line.substr(out.ok ? 3 : 7);
    const std::string wanted = std::to_string(number);
    if (!line.starts_with(wanted) || (line.size() > wanted.size() && line[wanted.size()] != ' '))
      complain("expected the number " + wanted);
    line = line.substr(std::min(wanted.size() + 1, line.size()));
    const std::size_t mark = line.find('#');
    out.name = line.substr(0, mark == std::string::npos ? mark : mark - 1);
    if (mark != std::string::npos) {
      constexpr std::string_view kSkip = "# SKIP ";
      if (mark == 0 || line[mark - 1] != ' ' || line.compare(mark, kSkip.size(), kSkip) != 0)
        complain("expected the directive SKIP with a reason");
      out.skip = line.substr(mark + kSkip.size());
      if (out.skip.empty() || out.skip.find('#') != std::string::npos) complain("expected one reason");
      if (!out.ok) complain("what is skipped is ok");
    }
    if (out.name.empty()) complain("expected a description");
    ++at_;
  }

  std::vector<std::string> lines_;
  std::size_t at_{};
};

}  // namespace

// Debian's own Python, whatever else of that name comes first.
std::string json_complaints(const std::string& file, const std::string& schema) {
  const Ran ran =
      run_command("/usr/bin/python3 -m jsonschema --error-format '{error.json_path}: {error.validator}\n' -i '" + file +
                  "' '" SIGCONFORM_SCHEMAS "/" + schema + ".schema.json'");
  return ran.exit_status == 0 ? "" : file + ": " + ran.output + "(ci/install-packages test gets python3-jsonschema)";
}

std::string junit_complaints(const std::string& file) {
  const Ran ran = run_command("xmllint --noout --nonet --schema '" SIGCONFORM_SCHEMAS "/junit.xsd' '" + file + "'");
  return ran.exit_status == 0 ? "" : file + ": " + ran.output + "(ci/install-packages test gets libxml2-utils)";
}

KtapDocument parse_ktap(const std::string& text) {
  try {
    return {KtapReader(text).document(), {}};
  } catch (const Complaint& complaint) {
    return {{}, "line " + std::to_string(complaint.line) + ": " + complaint.what};
  }
}

}  // namespace sigconform::testing
