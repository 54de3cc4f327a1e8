// Reading scenarios back from their text. Every refusal names the place, what stood there and what was expected, for
// people who write scenarios by hand. Words of fields are field_words.h's; what makes a scenario valid is
// why_invalid's, asked once at the end. It must not know what operations do.
#include "model/field_words.h"
#include "model/reflection.h"
#include "model/text.h"

#include <algorithm>
#include <string>
#include <vector>

namespace sigconform {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

// One line, word by word. A word ends at a space, but a set of signals reaches to its '}' and flags reach across
// the spaces around '|'. Throws ParseError, which parse_scenario turns into its answer.
class Line {
 public:
  Line(int number, std::string_view text) : number_{number}, text_{text.substr(0, text.find('#'))} { skip_space(); }

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] int column() const { return static_cast<int>(at_) + 1; }
  [[nodiscard]] std::string_view peek() const { return text_.substr(at_, word_size()); }

  // Consumes the next word when it is `word`.
  bool accept(std::string_view word) {
    if (peek() != word) return false;
    advance(word.size());
    return true;
  }
  // Consumes one character, a word of its own whatever follows it.
  bool accept(char c) {
    if (at_end() || text_[at_] != c) return false;
    advance(1);
    return true;
  }
  void require(std::string_view word, std::string_view expected) {
    if (!accept(word)) fail(expected);
  }
  void require_end(std::string_view expected) {
    if (!at_end()) fail(expected);
  }
  // Reads the next word as a value of its strong type. `label`, when there is one, names the field in the message.
  template <typename T>
  void read(T& value, std::string_view label = {}) {
    const std::string_view word = peek();
    const Reading failed = read_word(word, value);
    if (!failed) return advance(word.size());
    if (word.empty() && !label.empty()) fail(std::string{label} + ", " + failed->expected);
    at_ += failed->begin;
    fail_with(failed->expected, word.substr(failed->begin, failed->size), {});
  }

  // `note` follows what was found.
  [[noreturn]] void fail(std::string_view expected, std::string_view note = {}) const {
    fail_with(expected, peek(), note);
  }

 private:
  [[noreturn]] void fail_with(std::string_view expected, std::string_view found, std::string_view note) const {
    std::string message = "expected ";
    message.append(expected).append(", found ").append(found.empty() ? "the end of the line" : in_quotes(found));
    throw ParseError{number_, column(), message.append(note)};
  }
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  void advance(std::size_t size) {
    at_ += size;
    skip_space();
  }
  [[nodiscard]] std::size_t word_size() const {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with('{') || rest.starts_with("~{")) {
      const std::size_t close = rest.find('}');
      return close == rest.npos ? rest.find_last_not_of(" \t\r") + 1 : close + 1;
    }
    std::size_t size = 0;
    while (true) {
      while (size < rest.size() && !is_space(rest[size])) ++size;
      std::size_t next = size;
      while (next < rest.size() && is_space(rest[next])) ++next;
      const bool after_bar = size > 0 && rest[size - 1] == '|';
      const bool before_bar = next < rest.size() && rest[next] == '|';
      if (next == rest.size() || !(after_bar || before_bar)) return size;
      size = next;
    }
  }

  int number_;
  std::string_view text_;
  std::size_t at_{0};
};

// The whole text: the header, processes, steps.
class Parser {
 public:
  Scenario parse(std::string_view text) {
    while (!text.empty()) {
      ++lines_;
      const std::size_t end = std::min(text.find('\n'), text.size());
      Line line{lines_, text.substr(0, end)};
      text.remove_prefix(std::min(end + 1, text.size()));
      if (!line.at_end()) read(line);
    }
    if (scenario_.processes.empty()) {
      const std::string_view missing = header_read_ ? "'process P1'" : "'sigconform scenario 1'";
      throw ParseError{lines_ + 1, 1, "expected " + std::string{missing} + ", found the end of the text"};
    }
    require_valid();
    return std::move(scenario_);
  }

 private:
  struct Place {
    int line{};
    int column{};
  };

  void read(Line& line) {
    if (!header_read_)
      read_header(line);
    else if (scenario_.steps.empty() && line.peek() == "process")
      read_process(line);
    else
      read_step(line);
  }

  void read_header(Line& line) {
    line.require("sigconform", "'sigconform scenario 1'");
    line.require("scenario", "'scenario 1'");
    line.require("1", "1, the version of the text form");
    line.require_end("the end of the line");
    header_read_ = true;
  }

  void read_process(Line& line) {
    last_process_ = {line.number(), line.column()};
    line.accept("process");
    const std::size_t count = scenario_.processes.size();
    if (count == static_cast<std::size_t>(kMaxProcesses)) line.fail("at most 8 processes");
    const ProcessId self{static_cast<std::uint8_t>(count + 1)};
    line.require(to_text(self), to_text(self) + " (processes are numbered in order)");
    ProcessLayout process;
    bool parent = false;
    bool user = false;
    bool threads = false;
    while (!line.at_end()) {
      if (!parent && line.accept("parent"))
        read_parent(line, self, process.parent), parent = true;
      else if (!user && line.accept("user"))
        read_user(line, process.user), user = true;
      else if (!threads && line.accept("threads"))
        read_threads(line, process.threads), threads = true;
      else if (!process.capable && line.accept("capable"))
        process.capable = true;
      else
        line.fail("parent, user, threads or capable, each at most once, or the end of the line");
    }
    scenario_.processes.push_back(process);
  }

  static void read_parent(Line& line, ProcessId self, ProcessId& parent) {
    for (std::uint8_t p = 0; p < self.index; ++p) {
      if (!line.accept(to_text(ProcessId{p}))) continue;
      parent = ProcessId{p};
      return;
    }
    line.fail("init or a process that stands before " + to_text(self));
  }

  static void read_user(Line& line, std::uint8_t& user) {
    for (user = 1; user <= kMaxUsers; ++user)
      if (line.accept("u" + std::to_string(user))) return;
    line.fail("u1, u2 or u3");
  }

  static void read_threads(Line& line, std::uint8_t& threads) {
    for (threads = 1; threads <= kMaxThreadsPerProcess; ++threads)
      if (line.accept(std::to_string(threads))) return;
    line.fail("a number of threads from 1 to " + std::to_string(kMaxThreadsPerProcess));
  }

  void read_step(Line& line) {
    if (scenario_.processes.empty()) line.fail("'process P1'");
    if (scenario_.steps.size() == static_cast<std::size_t>(kMaxSteps))
      line.fail("at most " + std::to_string(kMaxSteps) + " steps");
    Step step;
    read_actor(line, step);
    places_.push_back({line.number(), line.column()});
    const std::string_view name = line.peek();
    const auto kind = operation_named(name);
    if (!kind) line.fail("an operation such as kill", did_you_mean(name));
    line.accept(name);
    step.operation = reflection::make_operation(*kind);
    std::visit(
        [&](auto& op) {
          reflection::for_each_field(op, [&](std::string_view label, auto& field) { line.read(field, label); });
        },
        step.operation);
    line.require_end("the end of the line");
    scenario_.steps.push_back(step);
  }

  void read_actor(Line& line, Step& step) {
    const bool first = scenario_.steps.empty();
    ThreadId actor;
    if (!first && line.accept('+')) {
      step.joined = true;
      step.actor = scenario_.steps.back().actor;
    } else if (const Reading failed = read_word(line.peek(), actor)) {
      if (first) line.fail("'process' or " + failed->expected);
      line.fail("'+' or " + failed->expected,
                line.peek() == "process" ? " (processes stand before the first step)" : std::string_view{});
    } else {
      line.accept(line.peek());
      step.actor = actor;
    }
  }

  void require_valid() const {
    int step{};
    const std::string why = why_invalid(scenario_, &step);
    if (why.empty()) return;
    const Place place = step < 0 ? last_process_ : places_[static_cast<std::size_t>(step)];
    throw ParseError{place.line, place.column, why};
  }

  Scenario scenario_;
  std::vector<Place> places_;  // of each step's operation
  Place last_process_;
  int lines_{0};
  bool header_read_{false};
};

}  // namespace

std::variant<Scenario, ParseError> parse_scenario(std::string_view text) {
  try {
    return Parser{}.parse(text);
  } catch (const ParseError& error) {
    return error;
  }
}

}  // namespace sigconform
