// sigconform book: the catalogue as a document, with examples that the model alone makes, and with what runs have
// verified; and those runs in the form that is kept with the sources. It must not know what the book looks like.
#include "reports/book.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/status.h"
#include "cli/stored.h"
#include "properties/illustrate.h"
#include "reports/layout.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#ifndef SIGCONFORM_VERSION
#error "SIGCONFORM_VERSION is the version of the project, given by the build"
#endif

namespace sigconform::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWho = "sigconform book: ";
// More threads than this gain nothing.
constexpr int kJobsAtMost = 8;

// The day on which a run's results were written; it ends with that.
std::string date_of(const std::string& folder) {
  const std::string file = fmt::format("{}/{}", folder, kStoredRunFile);
  struct stat about {};
  if (stat(file.c_str(), &about) != 0)
    throw UsageError(fmt::format("{}{}: cannot be read: {}", kWho, file, std::strerror(errno)));
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(about.st_mtim.tv_sec));
}

// What the runs in this folder have verified.
std::vector<VerifiedRun> runs_in(const std::string& folder) {
  const std::string wanted_by = fmt::format("{}--run", kWho);
  const Stored stored = read_stored(wanted_by, folder);
  if (stored.check)
    throw UsageError(
        fmt::format("{}: {}: a check of the model says nothing of a system; name the --out of a sigconform "
                    "run or matrix",
                    wanted_by, folder));
  const Matrix matrix = matrix_of(stored);
  std::vector<VerifiedRun> out;
  std::string why;
  for (std::size_t i = 0; i < stored.subjects.size(); ++i) {
    why = why_not_verified(matrix.subjects[i], stored.subjects[i].stored.complete);
    if (why.empty()) out.push_back(verified_run(matrix, i, date_of(stored.subjects[i].stored.run.folder)));
  }
  if (out.empty()) throw UsageError(fmt::format("{}: {}: nothing is verified by this run: {}", wanted_by, folder, why));
  return out;
}

VerifiedRun recorded_run(const std::string& wanted_by, const std::string& file, std::string_view text) {
  std::variant<VerifiedRun, std::string> parsed = parse_verified(text);
  if (const auto* wrong = std::get_if<std::string>(&parsed))
    throw UsageError(fmt::format("{}{}: {}", wanted_by, file, *wrong));
  return std::get<VerifiedRun>(std::move(parsed));
}

// Those that came with the program, or the files of another folder like that.
std::vector<VerifiedRun> recorded_runs(const std::string& ledger) {
  std::vector<VerifiedRun> out;
  if (ledger.empty()) {
    for (const VerifiedFile& file : verified_files())
      out.push_back(recorded_run("sigconform: built in: ", std::string(file.name), file.text));
    return out;
  }
  const std::string wanted_by = fmt::format("{}--ledger ", kWho);
  std::error_code error;
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(ledger, error))
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  if (error) throw UsageError(fmt::format("{}{}: cannot be read: {}", wanted_by, ledger, error.message()));
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) out.push_back(recorded_run(wanted_by, file, read_file(file, kResultBytesMax)));
  return out;
}

// A run that was recorded and is given once more counts once.
void add_runs(std::vector<VerifiedRun>& runs, std::vector<VerifiedRun> more) {
  for (VerifiedRun& run : more) {
    const auto same = std::find_if(runs.begin(), runs.end(), [&run](const VerifiedRun& known) {
      return verified_file(known) == verified_file(run);
    });
    if (same == runs.end())
      runs.push_back(std::move(run));
    else
      *same = std::move(run);
  }
}

int record(const BookOptions& options) {
  std::vector<VerifiedRun> runs;
  for (const std::string& folder : options.runs) add_runs(runs, runs_in(folder));
  make_folder(fmt::format("{}--record", kWho), options.record);
  for (const VerifiedRun& run : runs) {
    const std::string file = (fs::path(options.record) / verified_file(run)).string();
    write_whole(file, verified_json(run).dump(1) + "\n");
    const auto verified =
        std::count_if(run.verified.begin(), run.verified.end(), [](std::uint64_t count) { return count != 0; });
    say(fmt::format("{}  {}, {} of {} rules verified\n", file, counted(run.scenarios, "scenario"), verified, kRules));
  }
  return kConforms;
}

// That it cannot be written is to be known before the search for examples, not after it.
void prove_writable(const std::string& out) {
  if (out == "-") return;
  const fs::path folder = fs::path(out).parent_path();
  std::error_code ignored;
  if (!folder.empty() && !fs::is_directory(folder, ignored))
    throw UsageError(fmt::format("{}--out {}: there is no folder {}", kWho, out, folder.string()));
  if (fs::is_directory(out, ignored))
    throw UsageError(fmt::format("{}--out {}: this is a folder, and the name of a file is wanted", kWho, out));
}

// On a terminal, one line that is rewritten.
class SearchLine {
 public:
  SearchLine() : terminal_(isatty(STDERR_FILENO) != 0) {}
  SearchLine(const SearchLine&) = delete;
  SearchLine& operator=(const SearchLine&) = delete;
  ~SearchLine() {
    if (terminal_) fmt::print(stderr, "\r\033[K");
  }
  void show(std::string_view what, std::uint64_t done, std::uint64_t of) const {
    if (!terminal_) return;
    fmt::print(stderr, "\r\033[K{}",
               what == "scenarios" ? fmt::format("looking for examples in scenario {}", grouped(done))
                                   : fmt::format("making {} of {} examples small", done, of));
    std::fflush(stderr);
  }

 private:
  const bool terminal_;
};

std::vector<Illustration> examples_of(const BookOptions& options) {
  const SearchLine line;
  const int jobs = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kJobsAtMost);
  return illustrate({options.seed, options.scenarios, jobs}, [&line](std::string_view what, std::uint64_t done,
                                                                     std::uint64_t of) { line.show(what, done, of); });
}

}  // namespace

int perform(const BookOptions& options) {
  if (!options.record.empty()) return record(options);
  prove_writable(options.out);
  Book book{SIGCONFORM_VERSION, {}, recorded_runs(options.ledger)};
  for (const std::string& folder : options.runs) add_runs(book.runs, runs_in(folder));
  book.examples = examples_of(options);
  const std::size_t runs = book.runs.size();
  const std::string page = book_html(std::move(book));
  write_output(options.out, page);
  if (options.out != "-")
    say(fmt::format("{}  {} rules, {}, {:.1f} MB; open it in a browser\n", options.out, kRules, counted(runs, "run"),
                    static_cast<double>(page.size()) / 1e6));
  return kConforms;
}

}  // namespace sigconform::cli
