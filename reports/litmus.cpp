// Outcomes in words and bars, and as JSON; see litmus.h.
#include "reports/litmus.h"

#include "model/text.h"
#include "reports/layout.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace sigconform {
namespace {

constexpr std::size_t kBarColumns = 30;
constexpr std::string_view kNothing = "none of these threads saw anything";

// What this thread saw is the same in all outcomes.
bool tells_nothing(const Litmus& litmus, ThreadId thread) {
  const auto of_thread = [thread](const LitmusOutcome& outcome) {
    std::vector<Event> events = outcome.events;
    std::erase_if(events, [thread](const Event& e) { return e.thread != thread; });
    return events;
  };
  const std::vector<Event> first = of_thread(litmus.outcomes.front());
  return std::ranges::all_of(litmus.outcomes, [&](const LitmusOutcome& o) { return of_thread(o) == first; });
}

std::string bar(std::uint64_t seen, std::uint64_t most) {
  const std::size_t eighths = most == 0 ? 0 : (seen * kBarColumns * 8 + most - 1) / most;
  std::string out;
  for (std::size_t i = 0; i < eighths / 8; ++i) out += "█";
  constexpr std::array<std::string_view, 8> kParts{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  return out + std::string(kParts[eighths % 8]);
}

}  // namespace

std::uint64_t LitmusReport::forbidden() const {
  std::uint64_t sum = 0;
  for (const NamedLitmus& test : tests) sum += test.litmus.forbidden();
  return sum;
}

std::uint64_t LitmusReport::runs() const {
  std::uint64_t sum = 0;
  for (const NamedLitmus& test : tests) sum += test.litmus.runs;
  return sum;
}

std::vector<std::string> outcome_texts(const Litmus& litmus, const LitmusOutcome& outcome) {
  std::vector<std::string> out;
  for (const Event& event : outcome.events)
    if (litmus.outcomes.size() == 1 || !tells_nothing(litmus, event.thread))
      out.push_back(to_text(event, litmus.scenario));
  if (out.empty()) out.emplace_back(kNothing);
  return out;
}

std::string litmus_conclusion(const Litmus& litmus) {
  const std::uint64_t forbidden = litmus.forbidden();
  std::string out = forbidden == 0 ? "conforms: every outcome that was seen is allowed"
                                   : fmt::format("DIVERGES: {} ended as nothing allows", counted(forbidden, "run"));
  if (!litmus.enumerated)
    out += fmt::format("; more than {} are allowed, and those that were not seen are not listed",
                       grouped(kLitmusOutcomesMax));
  else if (litmus.never_seen() > 0)
    out += fmt::format("; {} of {} were never seen", grouped(litmus.never_seen()),
                       counted(litmus.outcomes.size(), "outcome"));
  if (litmus.inconclusive > 0)
    out += fmt::format("; {} gave no conclusion ({})", counted(litmus.inconclusive, "run"), litmus.why);
  return out;
}

std::string litmus_text(const NamedLitmus& test) {
  const Litmus& litmus = test.litmus;
  std::string out = fmt::format("{} · {}\n", test.name, counted(litmus.runs, "run"));
  const std::uint64_t most = litmus.outcomes.empty() ? 0 : litmus.outcomes.front().seen;
  for (const LitmusOutcome& outcome : litmus.outcomes) {
    out +=
        fmt::format("{:>10}  {}{}\n", outcome.seen == 0 ? "never" : grouped(outcome.seen),
                    outcome.allowed ? "allowed" : "FORBIDDEN", outcome.seen == 0 ? "" : "  " + bar(outcome.seen, most));
    for (const std::string& line : outcome_texts(litmus, outcome)) out += fmt::format("            {}\n", line);
  }
  return out + hanging("", 2, litmus_conclusion(litmus));
}

nlohmann::json litmus_json(const LitmusReport& report) {
  nlohmann::json tests = nlohmann::json::array();
  for (const auto& [name, litmus] : report.tests) {
    nlohmann::json outcomes = nlohmann::json::array();
    for (const LitmusOutcome& outcome : litmus.outcomes)
      outcomes.push_back(
          {{"shows", outcome_texts(litmus, outcome)}, {"seen", outcome.seen}, {"allowed", outcome.allowed}});
    tests.push_back({{"name", name},
                     {"scenario", to_text(litmus.scenario)},
                     {"runs", litmus.runs},
                     {"inconclusive", litmus.inconclusive},
                     {"all_allowed_outcomes_are_listed", litmus.enumerated},
                     {"outcomes", std::move(outcomes)}});
  }
  return {{"sigconform litmus", 1},
          {"version", report.version},
          {"subject", report.subject},
          {"kernel", report.kernel},
          {"dialect", report.dialect},
          {"again", report.again},
          {"forbidden_runs", report.forbidden()},
          {"tests", std::move(tests)}};
}

}  // namespace sigconform
