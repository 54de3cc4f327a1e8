// For tests: what other people's readers say of our files. JSON is held against its schema in reports/schema/ by
// Python's jsonschema, XML by xmllint, KTAP by the grammar here, which is written from the kernel's documentation and
// not from what prints it. An answer is empty when there is nothing to complain of.
#pragma once

#include <string>
#include <vector>

namespace sigconform::testing {

// `schema`: "run" for reports/schema/run.schema.json.
[[nodiscard]] std::string json_complaints(const std::string& file, const std::string& schema);
// Against reports/schema/junit.xsd.
[[nodiscard]] std::string junit_complaints(const std::string& file);

// A result line with what stands below it.
struct KtapTest {
  bool ok{false};
  std::string name;
  std::string skip;  // the reason; empty: it was not skipped
  std::vector<KtapTest> subtests;
  std::vector<std::string> diagnostics;
};
struct KtapDocument {
  std::vector<KtapTest> tests;
  std::string complaint;  // "line 3: …"
};
[[nodiscard]] KtapDocument parse_ktap(const std::string& text);

}  // namespace sigconform::testing
