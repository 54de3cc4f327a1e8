// Options that several commands have: numbers, seeds, times, bounds of scenarios, subjects, files. It must not know
// commands.
#pragma once

#include "generators/generate.h"
#include "model/rules/rules.h"

#include <CLI/App.hpp>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace sigconform::cli {

struct NumberBounds {
  std::uint64_t least{1};
  std::uint64_t most{std::numeric_limits<std::uint64_t>::max()};
};
// "200000" or "100k". Refuses, in the name of the option, what is no number within the bounds.
[[nodiscard]] std::uint64_t number_within(const std::string& option, const std::string& text,
                                          const NumberBounds& bounds);

template <typename Integer>
void add_number(CLI::App& app, const std::string& option, Integer& target, std::uint64_t least, std::uint64_t most,
                const std::string& help, const std::string& shown_default = {}) {
  app.add_option_function<std::string>(
         option,
         [=, &target](const std::string& text) {
           target = static_cast<Integer>(number_within(option, text, {least, most}));
         },
         help)
      ->type_name("N")
      ->default_str(shown_default);
}

void add_seed(CLI::App& app, std::uint64_t& target, const std::string& help);
[[nodiscard]] std::uint64_t random_seed();
void add_time(CLI::App& app, std::chrono::milliseconds& target, const std::string& help);
// --ops, --processes, --threads
void add_generator(CLI::App& app, GeneratorOptions& generator);
void add_chapters(CLI::App& app, ChapterSet& chapters, std::string_view what);
// --on: one of them, or several, each with an --on of its own.
void add_subject(CLI::App& app, std::string& subject);
void add_subjects(CLI::App& app, std::vector<std::string>& subjects, std::string_view what);
void add_file(CLI::App& app, std::string& file);
// -o, --out
void add_output(CLI::App& app, std::string& out, const std::string& what);

}  // namespace sigconform::cli
