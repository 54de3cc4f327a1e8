// What the user asked for, one struct a command: plain values, checked. It must not know how they were written.
#pragma once

#include "generators/generate.h"
#include "model/dialect.h"
#include "model/rules/rules.h"
#include "model/versions.h"
#include "properties/campaign.h"
#include "reports/book.h"
#include "reports/expectations.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sigconform::cli {

// The dialect of a subject's own release.
inline constexpr std::string_view kAutoDialect = "auto";

// Which rules are taken to hold.
struct ModelOptions {
  std::string dialect{kDefaultDialect};  // a name that find_dialect() knows, or kAutoDialect until it is settled
  std::vector<PointSetting> settings;    // points that have another value than the dialect's
  std::vector<std::string> falsified;    // ids of variation points, all of them known
  Scheduling scheduling{Scheduling::kPriorities};  // of the subject; not for the user to say
  // What is held to be true of the subject, that is, without what was falsified. Precondition, of all of these: the
  // dialect is settled.
  [[nodiscard]] Dialect truth() const;
  // What the model is told.
  [[nodiscard]] Dialect values() const;
  // " --set exiting-thread-drops=off --falsify private-first"
  [[nodiscard]] std::string changes() const;
  // " --dialect linux-6.1" and the changes: what another command needs to see the same.
  [[nodiscard]] std::string words() const;
};
// On a real subject its release decides.
[[nodiscard]] inline ModelOptions auto_model() { return {std::string(kAutoDialect), {}, {}, {}}; }

inline constexpr std::chrono::seconds kDefaultTime{60};
inline constexpr int kDefaultRepetitions = 20;
inline constexpr int kRepetitionsMax = 1000;
inline constexpr int kJobsMax = 256;
inline constexpr std::uint64_t kShardsMax = 1'000'000;
inline constexpr int kDefaultLength = 3;
inline constexpr int kLengthMax = 12;

// What is known of the subjects.
struct ExpectOptions {
  std::string file;  // empty: nothing
  Expectations entries;
  bool strict{false};
};

// Without --ops or --threads, on one subject: where threads may be interrupted anywhere, larger scenarios than these
// have more outcomes than the oracle follows.
inline constexpr GeneratorOptions kWherePreemptible{.threads = 2, .operations = 20};
inline constexpr GeneratorOptions kWhereParallel{.threads = 2, .operations = 6};

struct RunOptions {
  std::vector<std::string> subjects{"host"};  // not empty, each once
  std::uint64_t scenarios{};                  // 0: as many as the time allows
  std::chrono::milliseconds time{};           // 0: no bound
  Shard shard;
  std::uint64_t seed{};
  int jobs{};  // 0: one a CPU
  // 0 threads or operations: as many as suit the subject.
  GeneratorOptions generator{.threads = 0, .operations = 0};
  std::string scope;  // a scenario file, whose steps are an alphabet; empty: random scenarios
  int length{kDefaultLength};
  std::string out;  // empty: a new folder below out/
  bool statistics{false};
  bool adopt{false};
  ModelOptions model{auto_model()};
  int repetitions{kDefaultRepetitions};
  ExpectOptions expect;
};

struct MatrixOptions {
  RunOptions run;
  bool all{false};  // show the rules that are the same on all subjects, too
};

inline constexpr int kDefaultCheckScenarios = 1000;
inline constexpr int kCheckScenariosMax = 100'000'000;

struct CheckOptions {
  std::uint64_t seed{};
  int scenarios{kDefaultCheckScenarios};
  std::vector<std::string> properties;  // ids; empty: all
  std::string out;                      // empty: nothing is written
  GeneratorOptions generator;
  ModelOptions model;
};

struct ReplayOptions {
  std::string file;
  std::vector<std::string> subjects{"host"};  // not empty, each once
  int repeat{1};
  std::string picture;  // empty: none
  ModelOptions model{auto_model()};
  ExpectOptions expect;
};

struct ExplainOptions {
  std::string file;
  std::string picture;  // empty: none
  ModelOptions model;
};

struct MinimizeOptions {
  std::string file;
  std::string subject{"host"};
  std::string out;  // empty: standard output
  int repetitions{kDefaultRepetitions};
  ModelOptions model{auto_model()};
};

struct ReproduceOptions {
  std::string file;
  std::string out;  // empty: standard output
  ModelOptions model;
};

inline constexpr std::uint64_t kDefaultExampleSeed = 1;
inline constexpr std::uint64_t kDefaultExampleScenarios = 200'000;  // some seconds

struct RulesOptions {
  ChapterSet chapters;  // none: all
  bool falsifiable{false};
  std::string coverage;  // folder of an earlier run; empty: none
  std::string example;   // id of a rule; empty: none
  std::uint64_t seed{kDefaultExampleSeed};
  std::uint64_t scenarios{kDefaultExampleScenarios};
};

inline constexpr std::uint64_t kDefaultSeparatingScenarios = 100'000;  // at most some seconds a point

struct DialectsOptions {
  std::vector<std::string> diff;  // two names of dialects, or none
  std::string subject;            // whose release and probes are compared; empty: nobody's
  std::uint64_t seed{kDefaultExampleSeed};
  std::uint64_t scenarios{kDefaultSeparatingScenarios};
};

// A survivor on the model costs all of it, and some must survive there.
inline constexpr std::chrono::seconds kDefaultMutantTimeOnModel{5};
inline constexpr std::chrono::seconds kDefaultMutantTime{60};

struct MutantsOptions {
  std::string subject{"model"};
  std::chrono::milliseconds time{};  // for each mutant; 0: one of the defaults
  std::uint64_t seed{};
  int jobs{};                       // 0: one a CPU
  std::vector<std::string> points;  // ids; empty: all
  ModelOptions model{auto_model()};
};

inline constexpr std::uint64_t kDefaultLitmusTimes = 1000;

struct LitmusOptions {
  std::vector<std::string> files;  // one at least
  std::string subject{"host"};
  std::uint64_t times{kDefaultLitmusTimes};
  std::string out;  // folder; empty: nothing is written
  ModelOptions model{auto_model()};
};

struct ReportOptions {
  std::string folder;
  std::string format{"text"};  // a name that find_format() knows
  std::string out;             // empty: standard output
};

struct MergeOptions {
  std::vector<std::string> folders;  // one at least
  std::string out;
};

struct TriageOptions {
  std::string folder;
  std::string expect;
  bool prune{false};
};

struct BookOptions {
  std::string out{kBookFile};     // "-": standard output
  std::vector<std::string> runs;  // folders
  std::string ledger;             // a folder of recorded runs; empty: those that are built in
  std::string record;             // the folder that takes the runs instead of a book; empty: make the book
  std::uint64_t seed{kDefaultExampleSeed};
  std::uint64_t scenarios{kDefaultExampleScenarios};
};

struct PropertiesOptions {};

struct SubjectsOptions {};

struct GenerateOptions {
  std::uint64_t seed{};
  GeneratorOptions generator;
};

using Command =
    std::variant<RunOptions, MatrixOptions, CheckOptions, ReplayOptions, ExplainOptions, MinimizeOptions,
                 ReproduceOptions, RulesOptions, DialectsOptions, MutantsOptions, PropertiesOptions, SubjectsOptions,
                 GenerateOptions, ReportOptions, MergeOptions, TriageOptions, LitmusOptions, BookOptions>;

}  // namespace sigconform::cli
