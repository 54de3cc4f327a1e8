// The model as a subject; see model_subject.h.
#include "properties/model_subject.h"

#include "model/model.h"

namespace sigconform {
namespace {

class ModelSubject final : public Subject {
 public:
  ModelSubject(const Dialect& dialect, const SimulatedSystem& as) : dialect_(dialect), name_(as.name) {
    capabilities_.kernel = as.kernel;
    capabilities_.machine = "model";
    capabilities_.scheduling = Scheduling::kPriorities;
    capabilities_.pid_namespace = true;
    capabilities_.thread_status = capabilities_.private_users = true;
  }

  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }
  [[nodiscard]] std::vector<RunResult> run(std::span<const Scenario> scenarios, Density density) override {
    std::vector<RunResult> results;
    results.reserve(scenarios.size());
    for (const Scenario& scenario : scenarios) {
      UsualChoices usual;
      results.push_back({Outcome::kCompleted, {}, predict(scenario, dialect_, usual, density)});
    }
    return results;
  }

 private:
  Dialect dialect_;
  std::string name_;
  Capabilities capabilities_;
};

}  // namespace

std::unique_ptr<Subject> start_model(const Dialect& dialect, const SimulatedSystem& as) {
  return std::make_unique<ModelSubject>(dialect, as);
}

}  // namespace sigconform
