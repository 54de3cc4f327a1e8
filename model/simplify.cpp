// What is simpler than what, for each strong type: a measure, and the smaller values worth trying, boldest first.
// Only `offer` adds a value, and only when its measure is smaller, so no chain of simplifications can be endless.
// It must not know what divergence a minimiser is after.
#include "model/simplify.h"

#include "model/names.h"
#include "model/reflection.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace sigconform {
namespace {

inline constexpr Signo kUsualRealtime{34};  // what C programs call SIGRTMIN

// The measures. 0 is the simplest value of its type; the order is that of what surprises a reader least.

std::uint64_t complexity(Signo v) {
  if (v == kSigUsr1) return 0;
  if (v == kSigUsr2) return 1;
  if (v == kUsualRealtime) return 100;
  const std::int64_t n = v.value;
  if (v.valid()) return static_cast<std::uint64_t>((v.realtime() ? 100 : 2) + n);
  return static_cast<std::uint64_t>(n < 0 ? 300 - n : 200 + n);
}
std::uint64_t complexity(SignalSet v) { return static_cast<std::uint64_t>(v.size()); }
std::uint64_t complexity(ProcessId) { return 0; }
std::uint64_t complexity(ThreadIndex) { return 0; }
std::uint64_t complexity(PidArg v) {
  const std::uint64_t kind = static_cast<std::uint64_t>(v.kind) * 1000;
  if (v.kind != PidArg::Kind::kTask && v.kind != PidArg::Kind::kGroup) return kind;
  const unsigned process = v.task.process == kInit ? kMaxProcesses : v.task.process.index - 1U;
  return kind + process * 10 + (v.task.thread.index - 1U);
}
std::uint64_t complexity(UserArg v) { return static_cast<std::uint64_t>(v.code + 1); }
std::uint64_t complexity(SiCode v) { return v == kSiUser ? 0 : v == kSiQueue ? 1 : 2; }
std::uint64_t complexity(SigValue v) { return v.value == 0 ? 0 : v.value == 1 ? 1 : 2; }
template <Worded Enum>
std::uint64_t complexity(Enum v) {
  return static_cast<std::uint64_t>(v);
}
template <NamedBits Flags>
std::uint64_t complexity(Flags v) {
  return static_cast<std::uint64_t>(std::popcount(v.bits));
}
std::uint64_t complexity(ExitCode v) {
  if (v.value == 0 || v.value == 1) return static_cast<std::uint64_t>(v.value);
  return v.value > 0 && v.value <= 0xff ? 2 : 3;
}
std::uint64_t complexity(QueueLimit v) { return v.value; }

template <typename T>
class Smaller {
 public:
  explicit Smaller(T from) : from_{from} {}
  void offer(T value) {
    if (complexity(value) >= complexity(from_)) return;
    if (std::find(values_.begin(), values_.end(), value) == values_.end()) values_.push_back(value);
  }
  [[nodiscard]] std::vector<T> take() { return std::move(values_); }

 private:
  T from_;
  std::vector<T> values_;
};

// The values to try, for each strong type.

void offer_all(Smaller<Signo>& smaller, Signo v) {
  smaller.offer(kSigUsr1);
  smaller.offer(kSigUsr2);
  if (v.realtime()) smaller.offer(kUsualRealtime);
  if (!v.valid()) smaller.offer(Signo{0});
  if (v.value > kLastSignal) smaller.offer(Signo{kLastSignal + 1});
  if (v.value < 0) smaller.offer(Signo{-1});
}

// The power of two that cuts `size` members into two chunks.
int half_of(int size) { return size < 2 ? 1 : static_cast<int>(std::bit_floor(static_cast<unsigned>(size - 1))); }

// Members in chunks of a half, a quarter, … one: first each chunk alone is kept, then each is left out.
void offer_all(Smaller<SignalSet>& smaller, SignalSet v) {
  smaller.offer({});
  for (int size = half_of(v.size()); size >= 1; size /= 2) {
    std::vector<SignalSet> chunks;
    for (SignalSet rest = v; !rest.empty();) {
      SignalSet chunk;
      for (int i = 0; i < size && !rest.empty(); ++i) {
        chunk.add(rest.lowest());
        rest.remove(rest.lowest());
      }
      chunks.push_back(chunk);
    }
    for (const SignalSet chunk : chunks) smaller.offer(chunk);
    for (const SignalSet chunk : chunks) smaller.offer(v - chunk);
  }
}
void offer_all(Smaller<ProcessId>&, ProcessId) {}
void offer_all(Smaller<ThreadIndex>&, ThreadIndex) {}
void offer_all(Smaller<PidArg>& smaller, PidArg v) {
  const bool named = v.kind == PidArg::Kind::kTask || v.kind == PidArg::Kind::kGroup;
  smaller.offer(PidArg::of(ProcessId{1}));
  if (named) smaller.offer(PidArg::of(v.task.process));
  if (v.kind == PidArg::Kind::kGroup) smaller.offer(PidArg::group_of(ProcessId{1}));
  if (named) return;
  for (const PidArg::Kind kind : {PidArg::Kind::kZero, PidArg::Kind::kMinusOne, PidArg::Kind::kNobody})
    smaller.offer(PidArg::special(kind));
}
template <Worded Enum>
void offer_all(Smaller<Enum>& smaller, Enum v) {
  for (std::uint8_t i = 0; i < static_cast<std::uint8_t>(v); ++i) smaller.offer(static_cast<Enum>(i));
}
template <NamedBits Flags>
void offer_all(Smaller<Flags>& smaller, Flags v) {
  smaller.offer({});
  for (std::uint32_t rest = v.bits; rest != 0; rest &= rest - 1) smaller.offer({v.bits & ~(rest & -rest)});
}
void offer_all(Smaller<UserArg>& smaller, UserArg v) {
  for (std::int8_t code = -1; code < v.code; ++code)
    if (code != 0) smaller.offer({code});
}
void offer_all(Smaller<SiCode>& smaller, SiCode) {
  smaller.offer(kSiUser);
  smaller.offer(kSiQueue);
}
void offer_all(Smaller<SigValue>& smaller, SigValue) {
  smaller.offer({0});
  smaller.offer({1});
}
void offer_all(Smaller<ExitCode>& smaller, ExitCode v) {
  smaller.offer({0});
  smaller.offer({1});
  smaller.offer({v.value & 0xff});  // all that the parent ever sees of it
}
void offer_all(Smaller<QueueLimit>& smaller, QueueLimit v) {
  smaller.offer({0});
  smaller.offer({1});
  smaller.offer({v.value / 2});
  if (v.value > 0) smaller.offer({v.value - 1});
}

template <typename Op>
void add_simpler(const Op& op, std::vector<Operation>& out) {
  Op changed = op;
  reflection::for_each_field(changed, [&](std::string_view, auto& field) {
    const auto original = field;
    Smaller smaller{original};
    offer_all(smaller, original);
    for (const auto& value : smaller.take()) {
      field = value;
      out.emplace_back(changed);
    }
    field = original;
  });
}

}  // namespace

std::vector<Operation> simpler(const Operation& operation) {
  std::vector<Operation> out;
  std::visit([&](const auto& op) { add_simpler(op, out); }, operation);
  return out;
}

std::uint64_t complexity_of(const Operation& operation) {
  std::uint64_t sum = 0;
  std::visit(
      [&](const auto& op) {
        reflection::for_each_field(op, [&](std::string_view, const auto& field) { sum += complexity(field); });
      },
      operation);
  return sum;
}

}  // namespace sigconform
