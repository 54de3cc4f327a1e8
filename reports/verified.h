// What a run has verified, in the small form that is kept with the sources (ci/verified/): the system, when it was run,
// and for each rule in how many scenarios it was seen to hold, or that the system does otherwise. It must not know how
// that is shown, nor where the files lie.
#pragma once

#include "model/versions.h"
#include "reports/matrix.h"

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sigconform {

struct VerifiedRun {
  std::string version;  // of sigconform
  std::string system;   // "host", "qemu-races", "uml", "gvisor": without what tells where its image lies
  std::string release;  // "6.12.118", "5.10.262"
  std::string kernel;   // uname -r: "6.12.118+deb13-cloud-amd64", "5.10.0-46-cloud-amd64"
  std::string machine;  // uname -m
  std::string date;     // "2026-11-26", UTC
  std::string dialect;
  std::vector<PointSetting> settings;  // what it had otherwise than the dialect
  std::uint64_t seed{};
  std::uint64_t scenarios{};
  std::string verdict;                           // "conforms", "diverges", "none"
  std::array<std::uint64_t, kRules> verified{};  // scenarios in which the rule was seen to hold
  RuleSet diverges;                              // what the system was seen to do otherwise

  bool operator==(const VerifiedRun&) const = default;
  // A Linux kernel of its own, and not something that behaves like one.
  [[nodiscard]] bool is_linux() const {
    return system == "host" || system == "qemu" || system == "host-races" || system == "qemu-races";
  }
  [[nodiscard]] Dialect held_to() const;
  // "restorer-needed=off": the points of the rule that it was held to have otherwise; empty: the rule as it stands.
  [[nodiscard]] std::string points_off(Rule rule) const;
};

// Of a subject that was run. `date` is that of its end.
[[nodiscard]] VerifiedRun verified_run(const Matrix& matrix, std::size_t subject, std::string date);
// Why nothing can be learnt of the subject's system from this run, as the end of a sentence; empty: something can.
[[nodiscard]] std::string why_not_verified(const MatrixSubject& subject, bool complete);

[[nodiscard]] nlohmann::json verified_json(const VerifiedRun& run);
// What is wrong, as one sentence that begins with a JSON pointer.
[[nodiscard]] std::variant<VerifiedRun, std::string> parse_verified(std::string_view text);
// "qemu-6.12.118+deb13-cloud-amd64-x86_64-seed7.json": another run of the same kernel with that seed takes its place.
[[nodiscard]] std::string verified_file(const VerifiedRun& run);

// As they are shown: kernels of Linux by release, then other systems by name.
void sort_verified(std::vector<VerifiedRun>& runs);

// A file of ci/verified/, as it was when this program was built.
struct VerifiedFile {
  std::string_view name, text;
};
[[nodiscard]] std::span<const VerifiedFile> verified_files();

}  // namespace sigconform
