// Histograms of outcomes, as text, as a page and as JSON. It must not know how outcomes are counted.
#pragma once

#include "properties/litmus.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace sigconform {

struct NamedLitmus {
  std::string name;  // of its file
  Litmus litmus;
};

struct LitmusReport {
  std::string version;  // of sigconform
  std::string subject;
  std::string kernel;
  std::string dialect;
  std::string again;  // the command
  std::vector<NamedLitmus> tests;

  [[nodiscard]] std::uint64_t forbidden() const;
  [[nodiscard]] std::uint64_t runs() const;
};

// What an outcome shows that not all of them do, an event an entry: "P1.T1  rt_sigtimedwait {SIGUSR1} forever =
// SIGUSR1".
[[nodiscard]] std::vector<std::string> outcome_texts(const Litmus& litmus, const LitmusOutcome& outcome);

// "conforms: every outcome that was seen is allowed; 2 of 4 outcomes were never seen"
[[nodiscard]] std::string litmus_conclusion(const Litmus& litmus);
[[nodiscard]] std::string litmus_text(const NamedLitmus& test);
[[nodiscard]] std::string html_report(const LitmusReport& report);
[[nodiscard]] nlohmann::json litmus_json(const LitmusReport& report);

}  // namespace sigconform
