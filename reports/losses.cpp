// Writing down what ends a subject; see losses.h.
#include "reports/losses.h"

#include "model/text.h"
#include "reports/layout.h"
#include "reports/verdict.h"
#include "reports/wording.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sstream>

namespace sigconform {
namespace {

// Each line of a text behind so many blanks: a console's lines are not ours to wrap.
std::string indented(const std::string& text, std::size_t blanks) {
  std::istringstream lines(text);
  std::string out;
  for (std::string line; std::getline(lines, line);) out += std::string(blanks, ' ') + line + "\n";
  return out;
}

std::string replay_command(const RunDescription& run, const Loss& loss) {
  const std::string file = (run.folder.empty() ? "" : run.folder + "/") + file_stem(loss) + ".scenario";
  return fmt::format("sigconform replay {} --on {}{}", shell_word(file), shell_word(run.subject), run.replay_options);
}

std::string times(const Loss& loss) {
  return fmt::format("{} of {} times alone on a fresh subject", loss.repeated, loss.of);
}

}  // namespace

std::string file_stem(const Loss& loss) {
  return fmt::format("lost-{}-{}", name_of(loss.outcome), seed_text(loss.first_seed));
}

std::string losses_text(const RunDescription& run, const CampaignResult& result) {
  std::string out;
  for (std::size_t i = 0; i < result.losses.size(); ++i) {
    const Loss& loss = result.losses[i];
    out += fmt::format("\nsubject lost {} of {} · {} · {} · first seen at seed {}\n", i + 1, result.losses.size(),
                       name_of(loss.outcome), times(loss), seed_text(loss.first_seed));
    out += indented(to_text(loss.scenario), 2) + "  it ended so\n" + indented(loss.detail, 6);
    out += fmt::format("  {} of {} left after {}\n", counted(loss.scenario.steps.size(), "step"),
                       loss.original.steps.size(), counted(static_cast<std::uint64_t>(loss.minimize_runs), "run"));
    if (loss.cut_short) out += "  cut short   " + std::string(kCutShort) + "\n";
    if (!run.folder.empty()) out += "  again       " + replay_command(run, loss) + "\n";
  }
  return out;
}

std::string scenario_file(const RunDescription& run, const Loss& loss) {
  return fmt::format("# ends {} {} ({}), {}\n# from  seed {} of the run with --seed {}\n# again {}\n", run.subject,
                     run.kernel, name_of(loss.outcome), times(loss), seed_text(loss.first_seed), run.seed,
                     replay_command(run, loss)) +
         to_text(loss.scenario);
}

nlohmann::json losses_json(const CampaignResult& result) {
  nlohmann::json out = nlohmann::json::array();
  for (const Loss& loss : result.losses) {
    out.push_back({{"outcome", name_of(loss.outcome)},
                   {"detail", loss.detail},
                   {"repeated", loss.repeated},
                   {"of", loss.of},
                   {"operations", loss.scenario.steps.size()},
                   {"original_operations", loss.original.steps.size()},
                   {"first_seed", seed_text(loss.first_seed)},
                   {"minimize_runs", loss.minimize_runs},
                   {"known", loss.known.empty() ? nlohmann::json() : nlohmann::json(loss.known)},
                   {"scenario", file_stem(loss) + ".scenario"}});
  }
  return out;
}

}  // namespace sigconform
