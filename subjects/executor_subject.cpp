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

  [[nodiscard]] std::vector<RunResult> run(std::span<const Scenario> scenarios, Density density) override {
    std::vector<RunResult> results;
    results.reserve(scenarios.size());
    int losses = 0;
    while (results.size() < scenarios.size()) {
      const std::size_t before = results.size();
      try {
        if (line_ == nullptr) start();
        run_rest(scenarios, density, results);
      } catch (const LineLoss& loss) {
        line_.reset();
        losses = results.size() > before ? 1 : losses + 1;
        blame(loss, losses, scenarios.size(), results);
      } catch (const SubjectUnavailable& gone) {
        blame({Outcome::kDied, gone.what()}, kMaxLossesInRow, scenarios.size(), results);
      }
    }
    return results;
  }

 private:
  // The scenario that was being run is to blame for a loss, and the rest is run without it; but when executors keep
  // dying, all that is left is given up.
  static void blame(const LineLoss& loss, int losses, std::size_t wanted, std::vector<RunResult>& results) {
    const std::size_t end = losses >= kMaxLossesInRow ? wanted : results.size() + 1;
    while (results.size() < end) results.push_back({loss.outcome, loss.detail, {}});
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
      std::optional<RunResult> result = protocol::decode_result(frame.payload);
      if (frame.kind != FrameKind::kResult || frame.id != results.size() || !result) {
        line_->lose(Outcome::kGarbled, "what the executor sent is not the result of this scenario");
      }
      results.push_back(std::move(*result));
    }
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
