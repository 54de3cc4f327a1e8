// sigconform-executor: reads scenarios on its standard input, runs each, and writes results on its standard output.
// It decides how frames and runs alternate; it must not know what a scenario does.
//
//     sigconform-executor [--cpu N] [--races] [--separate-memory] [--guest LINE]
#include "subjects/executor/arena.h"
#include "subjects/executor/guest.h"
#include "subjects/executor/line.h"
#include "subjects/executor/needs.h"
#include "subjects/executor/probe.h"
#include "subjects/executor/puppet.h"
#include "subjects/executor/supervisor.h"
#include "subjects/protocol.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <string_view>

namespace {

using namespace sigconform;

constexpr std::size_t kReadBytes = 65536;

// False when the driver is gone.
bool send(executor::Line& line, protocol::FrameKind kind, std::uint32_t id, const protocol::Bytes& payload) {
  static protocol::Bytes out;
  out.clear();
  protocol::append_frame(out, kind, id, payload);
  return line.send(out);
}

RunResult answer(const protocol::Frame& frame, const std::vector<executor::Lack>& lacks) {
  const std::optional<protocol::Request> request = protocol::decode_request(frame.payload);
  RunResult refused;
  refused.outcome = Outcome::kGarbled;
  if (frame.kind != protocol::FrameKind::kScenario || !request) {
    refused.detail = "what reached the executor is no scenario";
    return refused;
  }
  refused.detail = why_invalid(request->scenario);
  if (!refused.detail.empty()) return refused;
  if (const executor::Lack* lack = executor::lack_for(request->scenario, lacks))
    return {Outcome::kSkipped, lack->what + ": " + lack->why, {}};
  return executor::run_scenario(request->scenario, request->density);
}

// What comes from the driver, a frame at a time.
class Orders {
 public:
  explicit Orders(executor::Line& line) : line_(line) {}

  // The next scenario; nullopt when there are none to come.
  std::optional<protocol::Frame> next() {
    if (waiting_.empty()) return receive();
    protocol::Frame first = std::move(waiting_.front());
    waiting_.pop_front();
    return first;
  }
  // The driver's answer, which comes after scenarios that it had sent before.
  protocol::Witness ask_whether_at_rest() {
    if (!send(line_, protocol::FrameKind::kAtRest, 0, {})) return protocol::Witness::kUnseen;
    for (;;) {
      std::optional<protocol::Frame> frame = receive();
      if (!frame) return protocol::Witness::kUnseen;
      if (frame->kind == protocol::FrameKind::kWitness)
        return protocol::decode_witness(frame->payload).value_or(protocol::Witness::kUnseen);
      waiting_.push_back(std::move(*frame));
    }
  }
  [[nodiscard]] const std::string& error() const { return reader_.error(); }

 private:
  std::optional<protocol::Frame> receive() {
    for (;;) {
      std::optional<protocol::Frame> frame = reader_.next();
      if (frame || !reader_.error().empty()) return frame;
      const std::size_t got = line_.receive(buffer_);
      if (got == 0) return std::nullopt;
      reader_.feed(std::span(buffer_).first(got));
    }
  }

  executor::Line& line_;
  protocol::FrameReader reader_;
  std::deque<protocol::Frame> waiting_;
  std::array<std::byte, kReadBytes> buffer_{};
};

Orders* g_orders = nullptr;

int serve(executor::Line& line, const std::vector<executor::Lack>& lacks) {
  static Orders orders(line);
  g_orders = &orders;
  executor::set_witness([] { return g_orders->ask_whether_at_rest(); });
  // Every result goes out at once: a driver that waits for it knows by that which scenario is being run.
  while (const std::optional<protocol::Frame> frame = orders.next()) {
    if (!send(line, protocol::FrameKind::kResult, frame->id, protocol::encode_result(answer(*frame, lacks)))) return 0;
  }
  if (orders.error().empty()) return 0;
  std::fprintf(stderr, "sigconform-executor: standard input is %s\n", orders.error().c_str());
  return 1;
}

struct Options {
  executor::Settings settings;
  const char* guest_line{};  // the terminal that is our line, when we are the init of a guest
};

Options options_of(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i++) {
    const std::string_view argument = argv[i];
    if (argument == "--cpu" && i + 1 < argc) {
      options.settings.cpu = std::atoi(argv[++i]);
    } else if (argument == "--races") {
      options.settings.races = true;
    } else if (argument == "--separate-memory") {
      options.settings.share_memory = false;
    } else if (argument == "--guest" && i + 1 < argc) {
      options.guest_line = argv[++i];
    } else {
      std::fprintf(stderr, "sigconform-executor: what is %s?\n", argv[i]);
      std::exit(2);
    }
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[0]) == executor::kGoOn) executor::live_after_exec(argv + 1);
  const Options options = options_of(argc, argv);
  SharedLine* shared = nullptr;
  std::string why;
  if (options.guest_line != nullptr) why = executor::become_guest_init(options.guest_line, shared);
  if (why.empty()) why = executor::prepare(options.settings);
  if (!why.empty()) {
    std::fprintf(stderr, "sigconform-executor: %s\n", why.c_str());
    return 1;
  }
  Capabilities capabilities = executor::probe_capabilities(options.settings);
  const std::vector<executor::Lack> lacks =
      capabilities.missing.empty() ? executor::find_lacks() : std::vector<executor::Lack>();
  for (const executor::Lack& lack : lacks)
    capabilities.partly_missing.push_back({lack.what, lack.why + "; scenarios that need it are skipped"});
  executor::note_own_descriptors();
  executor::Line line(shared);
  if (!send(line, protocol::FrameKind::kHello, 0, protocol::encode_hello(capabilities))) return 0;
  return serve(line, lacks);
}
