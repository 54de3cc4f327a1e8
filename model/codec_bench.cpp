// Rates of the codecs, over scenarios of 40 steps, in scenarios a second (items) and bytes of their form.
#include "model/json.h"
#include "model/simplify.h"
#include "model/testing/arbitrary.h"
#include "model/text.h"
#include "model/wire.h"

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

namespace sigconform {
namespace {

inline constexpr std::size_t kScenarios = 256;
inline constexpr std::size_t kSteps = 40;

const std::vector<Scenario>& samples() {
  static const std::vector<Scenario> scenarios = [] {
    testing::SplitMix random{1};
    std::vector<Scenario> drawn;
    while (drawn.size() < kScenarios) {
      Scenario scenario = testing::draw_scenario(random, 2 * kSteps);
      if (scenario.steps.size() == kSteps) drawn.push_back(std::move(scenario));
    }
    return drawn;
  }();
  return scenarios;
}

// Runs `work` over the inputs in turn; it returns the number of bytes that it wrote or read.
template <typename Input, typename Work>
void measure(benchmark::State& state, const std::vector<Input>& inputs, Work work) {
  std::size_t i = 0;
  std::size_t bytes = 0;
  for ([[maybe_unused]] auto _ : state) bytes += work(inputs[i++ % inputs.size()]);
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

template <typename Make>
auto made(Make make) {
  std::vector<decltype(make(samples()[0]))> values;
  for (const Scenario& scenario : samples()) values.push_back(make(scenario));
  return values;
}

wire::Bytes encoded(const Scenario& scenario) {
  wire::Bytes bytes;
  wire::encode(scenario, bytes);
  return bytes;
}

void print(benchmark::State& state) {
  measure(state, samples(), [](const Scenario& scenario) { return to_text(scenario).size(); });
}
BENCHMARK(print);

void parse(benchmark::State& state) {
  measure(state, made([](const Scenario& scenario) { return to_text(scenario); }), [](const std::string& text) {
    benchmark::DoNotOptimize(parse_scenario(text));
    return text.size();
  });
}
BENCHMARK(parse);

void encode(benchmark::State& state) {
  wire::Bytes bytes;
  measure(state, samples(), [&](const Scenario& scenario) {
    bytes.clear();
    wire::encode(scenario, bytes);
    return bytes.size();
  });
}
BENCHMARK(encode);

void decode(benchmark::State& state) {
  measure(state, made(encoded), [](const wire::Bytes& bytes) {
    benchmark::DoNotOptimize(wire::decode_scenario(bytes));
    return bytes.size();
  });
}
BENCHMARK(decode);

void hash(benchmark::State& state) {
  measure(state, samples(), [](const Scenario& scenario) {
    benchmark::DoNotOptimize(hash_of(scenario));
    return std::size_t{0};
  });
}
BENCHMARK(hash);

void validate(benchmark::State& state) {
  measure(state, samples(), [](const Scenario& scenario) {
    benchmark::DoNotOptimize(why_invalid(scenario));
    return std::size_t{0};
  });
}
BENCHMARK(validate);

void to_json_text(benchmark::State& state) {
  measure(state, samples(), [](const Scenario& scenario) { return to_json(scenario).dump().size(); });
}
BENCHMARK(to_json_text);

std::vector<Trace> traces() {
  testing::SplitMix random{1};
  std::vector<Trace> drawn;
  while (drawn.size() < kScenarios) drawn.push_back(testing::draw_trace(random));
  return drawn;
}

void encode_trace(benchmark::State& state) {
  wire::Bytes bytes;
  measure(state, traces(), [&](const Trace& trace) {
    bytes.clear();
    wire::encode(trace, bytes);
    return bytes.size();
  });
}
BENCHMARK(encode_trace);

void decode_trace(benchmark::State& state) {
  std::vector<wire::Bytes> inputs;
  for (const Trace& trace : traces()) wire::encode(trace, inputs.emplace_back());
  measure(state, inputs, [](const wire::Bytes& bytes) {
    benchmark::DoNotOptimize(wire::decode_trace(bytes));
    return bytes.size();
  });
}
BENCHMARK(decode_trace);

}  // namespace
}  // namespace sigconform
