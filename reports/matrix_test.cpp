// What each cell of the matrix says, and what is made of them: from results by hand, one subject for each case.
#include "reports/matrix.h"

#include "reports/testing/hand_made_result.h"
#include "reports/testing/has.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <nlohmann/json.hpp>

namespace sigconform {
namespace {

using nlohmann::json;
using testing::hand_made_finding;
using testing::hand_made_result;
using testing::hand_made_run;
using testing::has;

constexpr std::size_t index_of(Rule rule) { return static_cast<std::size_t>(rule); }

MatrixSubject conforming(const std::string& name) {
  MatrixSubject subject{name, {}, hand_made_run(), hand_made_result()};
  subject.run.subject = name;
  subject.run.folder = "out/" + name;
  subject.result.findings.clear();
  return subject;
}

MatrixSubject diverging(const std::string& name) {
  MatrixSubject subject = conforming(name);
  subject.result.findings.push_back(hand_made_finding());
  return subject;
}

MatrixSubject missing(const std::string& name) { return {name, "it is not installed", {}, {}}; }

const Cell& cell(const Matrix& matrix, Rule rule, std::size_t subject = 0) { return matrix.at(rule, subject); }

TEST(MatrixCell, SaysHowOftenTheRuleWasVerified) {
  const Matrix matrix = make_matrix({conforming("host")}, {});
  EXPECT_EQ(cell(matrix, Rule::kSynchronousFirst).state, CellState::kVerified);
  EXPECT_EQ(cell(matrix, Rule::kSynchronousFirst).verified, 100U);
  EXPECT_TRUE(cell(matrix, Rule::kSynchronousFirst).off.empty());
  EXPECT_EQ(cell(matrix, Rule::kForkInherits).state, CellState::kNotExercised);
}

TEST(MatrixCell, OfARuleWithAFindingDivergesThoughItWasVerifiedElsewhere) {
  const Matrix matrix = make_matrix({diverging("host")}, {});
  EXPECT_EQ(cell(matrix, Rule::kSynchronousFirst).state, CellState::kDiverges);
  EXPECT_EQ(cell(matrix, Rule::kSynchronousFirst).findings, std::vector<std::size_t>{1});
  EXPECT_EQ(cell(matrix, Rule::kOldestFirst).state, CellState::kVerified);
}

TEST(MatrixCell, DivergesAlsoWhereAPointOfTheRuleExplainsTheFinding) {
  MatrixSubject subject = diverging("odd");
  const VariationPoint& point = *find_variation_point("sa-mask-applies");
  subject.result.findings.front().explanation.flips = {{&point, false}};
  const Matrix matrix = make_matrix({subject}, {});
  EXPECT_EQ(cell(matrix, point.rule).state, CellState::kDiverges);
  EXPECT_EQ(cell(matrix, Rule::kSynchronousFirst).state, CellState::kDiverges);
}

TEST(MatrixCell, NamesTheDialectsOtherValue) {
  MatrixSubject subject = conforming("old");
  const VariationPoint& point = *find_variation_point("synchronous-first");
  subject.run.values.*point.point = false;
  const Matrix matrix = make_matrix({subject}, {});
  EXPECT_EQ(cell(matrix, point.rule).state, CellState::kVerified);
  const auto& off = cell(matrix, point.rule).off;
  EXPECT_NE(std::find(off.begin(), off.end(), "synchronous-first"), off.end());
  EXPECT_TRUE(has(matrix_text(matrix, true), "100*"));
}

TEST(MatrixCell, IsNotSupportedForTheReasonThatScenariosWereSkippedFor) {
  MatrixSubject subject = conforming("uml");
  subject.result.unsupported["control groups: none"]
      .set(index_of(Rule::kForkInherits))
      .set(index_of(Rule::kOldestFirst));
  const Matrix matrix = make_matrix({subject}, {});
  EXPECT_EQ(cell(matrix, Rule::kForkInherits).state, CellState::kNotSupported);
  EXPECT_EQ(cell(matrix, Rule::kForkInherits).why, "control groups: none");
  EXPECT_EQ(cell(matrix, Rule::kOldestFirst).state, CellState::kVerified) << "others met it";
  EXPECT_TRUE(has(matrix_text(matrix, false), "1 rule not supported: control groups: none"));
}

TEST(MatrixCell, IsUndecidedWhereEveryScenarioDivergedOrNobodyLooked) {
  MatrixSubject subject = diverging("odd");
  subject.result.rule_agreed[index_of(Rule::kOldestFirst)] = 0;
  subject.result.rule_unexamined[index_of(Rule::kInfoOfKill)] = 3;
  const Matrix matrix = make_matrix({subject}, {});
  EXPECT_EQ(cell(matrix, Rule::kOldestFirst).state, CellState::kUndecided);
  EXPECT_EQ(cell(matrix, Rule::kInfoOfKill).state, CellState::kUndecided);
  EXPECT_TRUE(has(cell(matrix, Rule::kInfoOfKill).why, "3 divergences"));
}

TEST(Matrix, FindingsOfOneCauseHaveOneNumber) {
  MatrixSubject third = diverging("third");
  third.result.findings.front().signature = "another";
  const Matrix matrix = make_matrix({diverging("one"), diverging("two"), third}, {});
  ASSERT_EQ(matrix.findings.size(), 2U);
  EXPECT_EQ(matrix.findings[0].places.size(), 2U);
  EXPECT_EQ(cell(matrix, Rule::kSynchronousFirst, 1).findings, std::vector<std::size_t>{1});
  EXPECT_EQ(cell(matrix, Rule::kSynchronousFirst, 2).findings, std::vector<std::size_t>{2});
}

TEST(Matrix, VerdictIsThatOfTheWorst) {
  MatrixSubject empty = conforming("empty");
  empty.result.scenarios = 0;
  EXPECT_EQ(verdict_of(make_matrix({conforming("a"), conforming("b")}, {})), RunVerdict::kConforms);
  EXPECT_EQ(verdict_of(make_matrix({conforming("a"), missing("b")}, {})), RunVerdict::kNone);
  EXPECT_EQ(verdict_of(make_matrix({conforming("a"), empty}, {})), RunVerdict::kNone);
  EXPECT_EQ(verdict_of(make_matrix({missing("a"), diverging("b")}, {})), RunVerdict::kDiverges);
}

TEST(Matrix, RuleStandsOutWhereThoseThatWereRunAreNotTheSame) {
  MatrixSubject other = conforming("b");
  other.result.rule_agreed[index_of(Rule::kOldestFirst)] = other.result.rule_hits[index_of(Rule::kOldestFirst)] = 0;
  const Matrix matrix = make_matrix({conforming("a"), other, missing("c")}, {});
  EXPECT_TRUE(stands_out(matrix, Rule::kOldestFirst));
  EXPECT_FALSE(stands_out(matrix, Rule::kSynchronousFirst));
  EXPECT_FALSE(stands_out(matrix, Rule::kForkInherits)) << "not exercised on either";
  EXPECT_TRUE(stands_out(make_matrix({diverging("a"), diverging("b")}, {}), Rule::kSynchronousFirst))
      << "the same on both, and worth a look";
}

TEST(Matrix, SubjectThatIsLostDivergesWithoutAFinding) {
  MatrixSubject subject = conforming("guest");
  Loss loss;
  loss.outcome = Outcome::kDied;
  loss.scenario = hand_made_finding().scenario;
  loss.first_seed = 31;
  loss.repeated = loss.of = 3;
  subject.result.losses.push_back(loss);
  const Matrix matrix = make_matrix({subject}, {});
  EXPECT_EQ(verdict_of(matrix), RunVerdict::kDiverges);
  const std::string text = matrix_text(matrix, false);
  EXPECT_TRUE(has(text, "diverges: 0 findings, lost by 1 scenario")) << text;
  EXPECT_TRUE(has(text, "lost: died, 3 of 3 times alone, 4 steps: out/guest/lost-")) << text;
  EXPECT_EQ(matrix_json(matrix).at("subjects").at(0).at("losses").size(), 1U);
}

TEST(MatrixText, ShowsWhatStandsOutAndWithAllTheRest) {
  const Matrix matrix = make_matrix({conforming("host"), diverging("other"), missing("third")}, {});
  const std::string some = matrix_text(matrix, false);
  EXPECT_EQ(some.rfind("DIVERGES    3 subjects: 1 diverges, 1 conforms, 1 was not run\n", 0), 0U) << some;
  EXPECT_TRUE(has(some, "\n  dequeue.synchronous-first  100  F1\n")) << some;
  EXPECT_TRUE(has(some, "  S3  third ")) << some;
  EXPECT_TRUE(has(some, "not run: it is not installed")) << some;
  EXPECT_TRUE(has(some, "out/other/dequeue.synchronous-first-event-rt_sigtimedwait.scenario")) << some;
  EXPECT_FALSE(has(some, "fork.inherits"));
  const std::string all = matrix_text(matrix, true);
  for (std::size_t r = 0; r < kRules; ++r) EXPECT_TRUE(has(all, id_of(static_cast<Rule>(r))));
}

TEST(MatrixText, ShowsTheChaptersThatWereAskedFor) {
  const ChapterSet jobs = ChapterSet().set(static_cast<std::size_t>(Chapter::kJobs));
  const std::string text = matrix_text(make_matrix({conforming("host")}, jobs), true);
  EXPECT_TRUE(has(text, "stop.whole-group"));
  EXPECT_FALSE(has(text, "dequeue.synchronous-first"));
  EXPECT_FALSE(has(text, "\n  delivery"));
}

// Every line of a table has as many fields as its head.
TEST(MatrixMarkdown, IsTablesWhoseRowsFit) {
  MatrixSubject odd = diverging("command:a | b");
  const std::string text = matrix_markdown(make_matrix({conforming("host"), odd, missing("c")}, {}));
  EXPECT_TRUE(has(text, "command:a \\| b")) << text;
  std::size_t fields = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    std::size_t bars = 0;
    for (std::size_t i = 0; i < line.size(); ++i) bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\') ? 1U : 0U;
    if (!line.starts_with('|'))
      fields = 0;
    else if (fields == 0)
      fields = bars;
    else
      EXPECT_EQ(bars, fields) << line;
    at = end + 1;
  }
}

TEST(MatrixJson, HasEveryCellAndTheFindings) {
  const json matrix =
      json::parse(matrix_json(make_matrix({conforming("host"), diverging("b"), missing("c")}, {})).dump());
  EXPECT_EQ(matrix.at("verdict"), "diverges");
  EXPECT_EQ(matrix.at("subjects").at(0).at("verdict"), "conforms");
  EXPECT_EQ(matrix.at("subjects").at(2).at("why"), "it is not installed");
  EXPECT_EQ(matrix.at("rules").size(), kRules);
  const json& row = matrix.at("rules").at("dequeue.synchronous-first");
  EXPECT_EQ(row.at("stands_out"), true);
  EXPECT_EQ(row.at("on").at("host").at("verified"), 100);
  EXPECT_EQ(row.at("on").at("b").at("findings"), json::array({1}));
  EXPECT_EQ(row.at("on").at("c").at("state"), "not run");
  EXPECT_EQ(matrix.at("findings").at(0).at("on").at("b").at("repeated"), 20);
  std::size_t verified = 0;
  for (const auto& [name, on] : matrix.at("chapters").items())
    verified += on.at("host").at("verified").get<std::size_t>();
  EXPECT_EQ(verified, kRules - 1) << "all but the one that was not exercised";
}

}  // namespace
}  // namespace sigconform
