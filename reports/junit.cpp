// JUnit's XML, as continuous integration reads it (the elements and attributes that its common readers share, see
// reports/schema/junit.xsd): a suite for each subject, a case for each rule or property. Control characters, which XML
// 1.0 cannot hold, become U+FFFD. It must not know which cases there are.
#include "reports/cases.h"

#include <fmt/format.h>

namespace sigconform {
namespace {

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\n': out += "&#10;"; break;
      case '\t': out += ' '; break;
      default: out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? "\xef\xbf\xbd" : std::string(1, c);
    }
  }
  return out;
}

std::string element(std::string_view name, const TestCase& test) {
  return fmt::format("      <{0} message=\"{1}\" type=\"{0}\">{2}</{0}>\n", name, xml_escaped(test.why),
                     xml_escaped(test.text));
}

std::string case_of(const CaseSuite& suite, const CaseGroup& group, const TestCase& test) {
  std::string out = fmt::format("    <testcase classname=\"{}.{}\" name=\"{}\" time=\"0\"", xml_escaped(suite.name),
                                xml_escaped(group.name), xml_escaped(test.name));
  switch (test.state) {
    case CaseState::kPassed: return out + "/>\n";
    case CaseState::kFailed: out += ">\n" + element("failure", test); break;
    case CaseState::kError: out += ">\n" + element("error", test); break;
    case CaseState::kSkipped: out += fmt::format(">\n      <skipped message=\"{}\"/>\n", xml_escaped(test.why)); break;
  }
  return out + "    </testcase>\n";
}

std::string counts_of(const CaseCounts& counts) {
  return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"", counts.all, counts.failed,
                     counts.errors, counts.skipped);
}

std::string suite_of(const CaseSuite& suite) {
  std::string out = fmt::format("  <testsuite name=\"{}\" {} time=\"{:.3f}\">\n    <properties>\n",
                                xml_escaped(suite.name), counts_of(count_cases(suite)), suite.seconds);
  for (const NamedText& each : suite.circumstances)
    out += fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", xml_escaped(each.name), xml_escaped(each.text));
  out += "    </properties>\n";
  for (const CaseGroup& group : suite.groups)
    for (const TestCase& test : group.cases) out += case_of(suite, group, test);
  return out + "  </testsuite>\n";
}

}  // namespace

std::string as_junit(const Stored& stored) {
  CaseCounts sums;
  double seconds = 0;
  std::string suites;
  for (const CaseSuite& suite : suites_of(stored)) {
    const CaseCounts counts = count_cases(suite);
    sums.all += counts.all;
    sums.failed += counts.failed;
    sums.errors += counts.errors;
    sums.skipped += counts.skipped;
    seconds += suite.seconds;
    suites += suite_of(suite);
  }
  return fmt::format(
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"sigconform\" {} time=\"{:.3f}\">\n",
             counts_of(sums), seconds) +
         suites + "</testsuites>\n";
}

}  // namespace sigconform
