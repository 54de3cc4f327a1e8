// An executor at the other end of a line as a subject: drives it several scenarios ahead, and gives one result for each
// whatever becomes of the executor. It decides deadlines, restarts and blame; it must not know what a scenario does,
// nor what the executor runs on.
#include "subjects/executor_subject.h"

#include "subjects/line.h"

#include <algorithm>
#include <chrono>

namespace sigconform {

namespace {

using Clock = Line::Clock;
using protocol::Frame;
using protocol::FrameKind;

// Scenarios that the executor has been given beyond the one it runs, so that it never waits for us.
constexpr std::size_t kAhead = 32;
// Executors that one run may lose in a row without a single result, before it gives up.
constexpr int kMaxLossesInRow = 5;
// A subject that does not come to rest for so long gives no conclusion.
constexpr std::chrono::milliseconds kRestPatience{1'000};
// Attempts to start an executor once more that has been started before.
constexpr int kMaxStarts = 3;

class ExecutorSubject final : public Subject {
 public:
  explicit ExecutorSubject(ExecutorSpec spec) : spec_(std::move(spec)) {
    try {
      start();
    } catch (const LineLoss& loss) {
      throw SubjectUnavailable(spec_.name + " does not start: " + loss.detail + "\n  started as: " + command_line());
    }
    if (capabilities_.missing.empty()) return;
    std::string lacks;
    for (const Capabilities::Missing& missing : capabilities_.missing) {
      lacks += (lacks.empty() ? "" : "; ") + missing.what + ": " + missing.why;
    }
    throw SubjectUnavailable(spec_.name + " lacks what scenarios need: " + lacks);
  }

  [[nodiscard]] std::string name() const override { return spec_.name; }
  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }

  void restart() override { line_.reset(); }

  [[nodiscard]] std::vector<RunResult> run(std::span<const Scenario> scenarios, Density density) override {
    std::vector<RunResult> results;
    results.reserve(scenarios.size());
    int losses = 0;
    while (results.size() < scenarios.size()) {
      const std::size_t before = results.size();
      try {
        start_again();
        run_rest(scenarios, density, results);
      } catch (const LineLoss& loss) {
        line_.reset();
        losses = results.size() > before ? 1 : losses + 1;
        // The scenario that was being run is to blame, and the rest is run without it.
        results.push_back({loss.outcome, loss.detail, {}, true});
        if (losses >= kMaxLossesInRow)
          give_up("not run: before it so many scenarios in a row ended the subject", scenarios.size(), results);
      } catch (const SubjectUnavailable& gone) {
        give_up(std::string("not run: ") + gone.what(), scenarios.size(), results);
      }
    }
    return results;
  }

 private:
  static void give_up(const std::string& why, std::size_t wanted, std::vector<RunResult>& results) {
    while (results.size() < wanted) results.push_back({Outcome::kDied, why, {}});
  }

  // Throws SubjectUnavailable.
  void start_again() {
    for (int starts = 1; line_ == nullptr; starts++) {
      try {
        start();
      } catch (const LineLoss& loss) {
        line_.reset();
        if (starts >= kMaxStarts) throw SubjectUnavailable(spec_.name + " does not start again: " + loss.detail);
      }
    }
  }

  void start() {
    line_ = std::make_unique<Line>(Launch{spec_.command, spec_.environment, spec_.containment, spec_.grace},
                                   spec_.shared_line);
    const Frame hello = line_->receive(Clock::now() + spec_.start_deadline);
    std::optional<Capabilities> found = protocol::decode_hello(hello.payload);
    if (hello.kind != FrameKind::kHello || !found) line_->lose(Outcome::kGarbled, "the executor did not say hello");
    capabilities_ = std::move(*found);
  }

  // Appends results until all are there. Throws LineLoss; the next scenario was then being run.
  void run_rest(std::span<const Scenario> scenarios, Density density, std::vector<RunResult>& results) {
    std::size_t sent = results.size();
    while (results.size() < scenarios.size()) {
      for (; sent < std::min(scenarios.size(), results.size() + 1 + kAhead); sent++) {
        line_->send(FrameKind::kScenario, static_cast<std::uint32_t>(sent),
                    protocol::encode_request(scenarios[sent], density));
      }
      const Frame frame = line_->receive(Clock::now() + spec_.scenario_deadline);
      if (frame.kind == FrameKind::kAtRest) {
        line_->send(FrameKind::kWitness, frame.id, protocol::encode_witness(witness()));
        continue;
      }
      std::optional<RunResult> result = protocol::decode_result(frame.payload);
      if (frame.kind != FrameKind::kResult || frame.id != results.size() || !result) {
        line_->lose(Outcome::kGarbled, "what the executor sent is not the result of this scenario");
      }
      results.push_back(std::move(*result));
    }
  }

  [[nodiscard]] protocol::Witness witness() const {
    if (!spec_.seen_from_outside) return protocol::Witness::kBlind;
    return line_->at_rest(Clock::now() + kRestPatience) ? protocol::Witness::kSeen : protocol::Witness::kUnseen;
  }

  [[nodiscard]] std::string command_line() const {
    std::string text;
    for (const std::string& word : spec_.command) text += (text.empty() ? "" : " ") + word;
    return text;
  }

  ExecutorSpec spec_;
  std::unique_ptr<Line> line_;
  Capabilities capabilities_;
};

}  // namespace

std::unique_ptr<Subject> start_executor(ExecutorSpec spec) {
  return std::make_unique<ExecutorSubject>(std::move(spec));
}

}  // namespace sigconform
