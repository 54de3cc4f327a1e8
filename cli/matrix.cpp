// sigconform matrix; see matrix.h.
#include "cli/matrix.h"

#include "cli/commands.h"
#include "cli/files.h"
#include "cli/results.h"
#include "cli/stop.h"
#include "reports/html_report.h"
#include "reports/layout.h"
#include "reports/matrix.h"
#include "reports/text_report.h"
#include "subjects/subject.h"

#include <fmt/format.h>
#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

namespace sigconform::cli {
namespace {

constexpr std::size_t kFolderBytesMax = 60;

// "qemu-boot-vmlinuz-6.1": of what may stand in a file's name, unlike all of `taken`, to which it is added.
std::string folder_name(const std::string& subject, std::vector<std::string>& taken) {
  std::string name;
  for (const char c : subject) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_';
    if (plain || !name.ends_with('-')) name += plain ? c : '-';
  }
  name = name.substr(0, kFolderBytesMax);
  std::string unlike = name;
  for (int i = 2; std::find(taken.begin(), taken.end(), unlike) != taken.end(); ++i)
    unlike = fmt::format("{}-{}", name, i);
  taken.push_back(unlike);
  return unlike;
}

// What holds of all subjects: printed once, with the first of them.
std::string common_text(const RunDescription& run, const std::string& folder) {
  std::size_t width = 0;
  for (const NamedText& option : run.options) width = std::max(width, columns(option.name));
  std::string out = hanging("  seed", width + 4, std::to_string(run.seed));
  for (const NamedText& option : run.options) {
    if (option.name == "on" || option.name == "dialect") continue;
    out += hanging("  " + option.name, width + 4, option.name == "out" ? folder : option.text);
  }
  return out;
}

// What holds of this one.
std::string opening_line(const RunDescription& run) {
  std::string out = fmt::format("\n{} · {} {} · rules of {}\n", run.subject, run.kernel, run.machine, run.dialect);
  for (const std::string& note : run.notes) out += hanging("  dialect", 14, note);
  for (const NamedText& missing : run.missing)
    out += hanging("  not here", 14, fmt::format("{}: {}", missing.name, missing.text));
  return out;
}

class Columns {
 public:
  Columns(const RunOptions& options, const MatrixTelling& telling, std::string folder)
      : options_(options), telling_(telling), folder_(std::move(folder)) {}

  // One after the other: they would take the CPU from each other.
  std::vector<MatrixSubject> run() {
    std::vector<MatrixSubject> out;
    for (std::size_t i = 0; i < options_.subjects.size(); ++i) out.push_back(run_one(i));
    return out;
  }

 private:
  MatrixSubject run_one(std::size_t i) {
    MatrixSubject subject;
    subject.name = options_.subjects[i];
    const std::size_t all = options_.subjects.size();
    if (stop_on_signals()->load()) {
      subject.why_not = "the run was stopped before its turn";
      return subject;
    }
    try {
      CampaignRun ran = run_on(subject.name, options_, folder_ + "/" + folder_name(subject.name, taken_),
                               {.command = telling_.command,
                                .opened = [this](const RunDescription& run) { opened(run); },
                                .place = fmt::format("{} of {}, {}: ", i + 1, all, subject.name),
                                .subjects_after = all - i - 1});
      subject.run = std::move(ran.run);
      subject.result = std::move(ran.result);
      if (telling_.reports)
        say(report_of({subject.run, subject.result}, options_.statistics));
      else
        say(fmt::format("  {} · {} in {:.1f} s\n", answer_of(subject), counted(subject.result.scenarios, "scenario"),
                        subject.result.seconds));
    } catch (const SubjectUnavailable& error) {
      subject.why_not = error.what();
      say(fmt::format("\n{}\n{}", subject.name, hanging("  not run", 14, subject.why_not)));
    }
    return subject;
  }

  void opened(const RunDescription& run) {
    if (telling_.reports) return say(fmt::format("\n{}\n", opening_text(run)));
    if (!opened_) say(common_text(run, folder_));
    opened_ = true;
    say(opening_line(run));
  }

  const RunOptions& options_;
  const MatrixTelling& telling_;
  std::string folder_;
  std::vector<std::string> taken_;
  bool opened_{false};
};

}  // namespace

int run_on_all(const RunOptions& given, const MatrixTelling& telling) {
  RunOptions options = given;
  // The same scenarios for all.
  if (given.subjects.size() > 1) options.generator = fitted(given.generator, Scheduling::kPriorities);
  const std::string folder = options.out.empty() ? new_folder(options.seed) : options.out;
  make_folder(fmt::format("sigconform {}: --out", telling.command), folder);
  remove_results(folder);
  say(fmt::format("sigconform {} · {} on {}\n", SIGCONFORM_VERSION, telling.command,
                  counted(options.subjects.size(), "subject")));
  const Matrix matrix = make_matrix(Columns(options, telling, folder).run(), options.generator.chapters);
  const std::string text = matrix_text(matrix, telling.all);
  say("\n" + text +
      fmt::format("\nreport      {0}/report.html (open it in a browser)\n"
                  "matrix      {0}/matrix.txt, matrix.md, matrix.json\n",
                  folder));
  write_whole(fmt::format("{}/{}", folder, kHtmlFile), html_report(matrix));
  write_whole(fmt::format("{}/{}.txt", folder, kMatrixFile), text);
  write_whole(fmt::format("{}/{}.md", folder, kMatrixFile), matrix_markdown(matrix));
  nlohmann::json json = matrix_json(matrix);
  json["sigconform"] = SIGCONFORM_VERSION;
  json["seed"] = options.seed;
  write_whole(fmt::format("{}/{}.json", folder, kMatrixFile), json.dump(1) + "\n");
  return status_of(verdict_of(matrix));
}

int perform(const MatrixOptions& options) {
  return run_on_all(options.run, {.command = "matrix", .reports = false, .all = options.all});
}

}  // namespace sigconform::cli
