// The text of what was observed: siginfo, events, states of threads, for people who know kernels. Whatever an event
// holds is printed, also where its operation would not put it, so that different events never look alike (the C
// reproducer compares these texts). It must not know which observations are allowed.
#include "model/field_words.h"
#include "model/input.h"
#include "model/text.h"

#include <array>
#include <charconv>

namespace sigconform {
namespace {

std::string hex(std::int32_t value) {
  std::array<char, 8> digits{};
  const auto bits = static_cast<std::uint32_t>(value);
  return "0x" + std::string(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), bits, 16).ptr);
}

bool child_report(const SignalInfo& info) {
  return info.signo == kSigChld.value && info.code >= kCldExited.value && info.code <= kCldContinued.value;
}

// "status 3", "status SIGTERM", "value 7": what stands at si_value, by what si_code says it is.
std::string value_text(const SignalInfo& info) {
  const bool is_status = child_report(info) && info.value >= 0 && info.value <= 0xffffffff;
  if (!is_status) return "value " + std::to_string(info.value);
  const auto status = static_cast<std::int32_t>(static_cast<std::uint32_t>(info.value));
  return "status " + (info.code == kCldExited.value ? std::to_string(status) : to_text(Signo{status}));
}

// "SEGV_MAPERR" where the address of a fault says that the code is a fault's.
std::string code_text(const SignalInfo& info) {
  struct Named {
    Signo sig;
    SiCode code;
    const char* name;
  };
  constexpr std::array kFaults{Named{kSigSegv, kSegvMaperr, "SEGV_MAPERR"}, Named{kSigSegv, kSegvAccerr, "SEGV_ACCERR"},
                               Named{kSigBus, kBusAdrerr, "BUS_ADRERR"},    Named{kSigFpe, kFpeIntdiv, "FPE_INTDIV"},
                               Named{kSigIll, kIllIllopn, "ILL_ILLOPN"},    Named{kSigSys, kSysSeccomp, "SYS_SECCOMP"}};
  for (const Named& fault : kFaults)
    if (info.address != FaultAddress::kNone && info.signo == fault.sig.value && info.code == fault.code.value)
      return fault.name;
  return to_text(SiCode{info.code}, Signo{info.signo});
}

// "SI_QUEUE from P1, u1, value 7", or "SEGV_MAPERR at unmapped". The value is left out where it is 0 and nobody sent
// one.
std::string sender_text(const SignalInfo& info) {
  if (tells_of_input(info))
    return (info.code == kPollInput.value ? "POLL_IN of descriptor " : "SI_SIGIO of descriptor ") +
           std::to_string(info.value);
  std::string text = code_text(info);
  if (is_of_timer(info) && info.uid.code >= kForeignUid) {
    text += " of timer " + std::to_string(info.pid.code - kForeignPid) + ", overrun " +
            std::to_string(info.uid.code - kForeignUid) + ", " + value_text(info);
    if (info.error != 0) text.append(", si_errno ").append(std::to_string(info.error));
    return text;
  }
  if (info.address != FaultAddress::kNone) text.append(" at "), append_word(text, info.address);
  if (info.address == FaultAddress::kNone || info.pid != PidName{} || info.uid != UserName{})
    text.append(" from ").append(to_text(info.pid)).append(", ").append(to_text(info.uid));
  const bool carries_value = child_report(info) || (info.code < 0 && info.code != kSiTkill.value);
  if (carries_value || info.value != 0) text.append(", ").append(value_text(info));
  if (info.error != 0) text.append(", si_errno ").append(std::to_string(info.error));
  return text;
}

// wait4's word as the W macros take it apart; the whole word where they would lose a bit.
std::string wait_status_text(std::int32_t status) {
  const std::int32_t low = status & 0x7f;
  const std::int32_t high = (status >> 8) & 0xff;
  if (status == 0xffff) return "continued";
  if (status == high << 8) return "exited " + std::to_string(high);
  if (status == ((high << 8) | 0x7f)) return "stopped by " + to_text(Signo{high});
  if (status == low) return "killed by " + to_text(Signo{low});
  if (status == (low | 0x80)) return "killed by " + to_text(Signo{low}) + ", core dumped";
  return "status " + hex(status);
}

// "snug 1 SS_ONSTACK", "none SS_DISABLE"
std::string stack_text(const StackSeen& seen) {
  std::string text = "none";
  if (seen.stack != AltStack::kQuery) append_word(text = {}, seen.stack);
  if (seen.area != 0) text += " " + std::to_string(seen.area);
  if (seen.flags != StackFlags{}) append_word(text += ' ', seen.flags);
  return text;
}

std::string action_text(const ActionSeen& action) {
  std::string text;
  append_word(text, action.handler);
  text += ' ';
  append_word(text, action.flags);
  text += ' ';
  append_word(text, action.mask);
  return text;
}

// What a call's return value is, and which field carries what the call stored, by operation. Everything else of the
// event goes the plain way.
enum class Stored : std::uint8_t { kNothing, kMask, kPending, kInfo, kStatus, kAction, kStack, kLeft, kCpuLimit };
enum class Value : std::uint8_t { kNumber, kPid, kSignal, kDescriptor, kEvents };
struct Returns {
  Value value{Value::kNumber};
  Stored stored{Stored::kNothing};
};

template <typename Op>
constexpr Returns returns_of(const Op&) {
  return {};
}
constexpr Returns returns_of(const op::RtSigaction&) { return {Value::kNumber, Stored::kAction}; }
constexpr Returns returns_of(const op::Sigaltstack&) { return {Value::kNumber, Stored::kStack}; }
constexpr Returns returns_of(const op::RtSigprocmask&) { return {Value::kNumber, Stored::kMask}; }
constexpr Returns returns_of(const op::RtSigpending&) { return {Value::kNumber, Stored::kPending}; }
constexpr Returns returns_of(const op::RtSigtimedwait&) { return {Value::kSignal, Stored::kInfo}; }
constexpr Returns returns_of(const op::ReadSignalfd&) { return {Value::kNumber, Stored::kInfo}; }
constexpr Returns returns_of(const op::CreateSignalfd&) { return {Value::kDescriptor, Stored::kNothing}; }
constexpr Returns returns_of(const op::Signalfd4&) { return {Value::kDescriptor, Stored::kNothing}; }
constexpr Returns returns_of(const op::Poll&) { return {Value::kEvents, Stored::kNothing}; }
constexpr Returns returns_of(const op::PollUnder&) { return {Value::kEvents, Stored::kNothing}; }
constexpr Returns returns_of(const op::GetPdeathsig&) { return {Value::kSignal, Stored::kNothing}; }
constexpr Returns returns_of(const op::Waitid&) { return {Value::kNumber, Stored::kInfo}; }
constexpr Returns returns_of(const op::Wait4&) { return {Value::kPid, Stored::kStatus}; }
constexpr Returns returns_of(const op::Fork&) { return {Value::kPid, Stored::kNothing}; }
constexpr Returns returns_of(const op::Vfork&) { return {Value::kPid, Stored::kNothing}; }
constexpr Returns returns_of(const op::CloneThread&) { return {Value::kPid, Stored::kNothing}; }
constexpr Returns returns_of(const op::Clone3&) { return {Value::kPid, Stored::kNothing}; }
constexpr Returns returns_of(const op::Setsid&) { return {Value::kPid, Stored::kNothing}; }

constexpr Returns returns_of(const op::Setitimer&) { return {Value::kNumber, Stored::kLeft}; }
constexpr Returns returns_of(const op::Getitimer&) { return {Value::kNumber, Stored::kLeft}; }
constexpr Returns returns_of(const op::TimerSettime&) { return {Value::kNumber, Stored::kLeft}; }
constexpr Returns returns_of(const op::TimerGettime&) { return {Value::kNumber, Stored::kLeft}; }

constexpr Returns returns_of(const op::SetCpuLimit&) { return {Value::kNumber, Stored::kCpuLimit}; }

// "left nothing, repeats". A number that says more than that is shown as it is, by append_rest.
std::string left_text(std::int32_t left) {
  const std::int32_t time = left & ~kLeftRepeats;
  std::string text = time == kLeftNothing ? "nothing" : time == kLeftShort ? "a short time" : "a long time";
  if (time != left) text += ", repeats";
  return text;
}

constexpr std::array<std::string_view, 4> kCpuLimits{"none", "one second", "far", "0 seconds"};

std::string result_text(std::int32_t result, Value value) {
  if (result < 0) return result == INT32_MIN ? std::to_string(result) : errno_name(-result);
  if (value == Value::kPid) return to_text(PidName{result});
  if (value == Value::kSignal) return to_text(Signo{result});
  if (value == Value::kDescriptor) return "fd" + std::to_string(result);
  if (value == Value::kEvents && result == kPollIn) return "POLLIN";
  if (value == Value::kEvents && result == kPollNotOpen) return "POLLNVAL";
  return std::to_string(result);
}

// Appends what a successful call stored; what it shows is cleared from `rest`.
void append_stored(std::string& out, Returns returns, Event& rest) {
  if (rest.result < 0) return;
  switch (returns.stored) {
    case Stored::kNothing: return;
    case Stored::kMask: out += " old " + to_text(rest.mask), rest.mask = {}; return;
    case Stored::kPending: out += " pending " + to_text(rest.mask), rest.mask = {}; return;
    case Stored::kAction: out += " old " + action_text(rest.action), rest.action = {}; return;
    case Stored::kStack: out += " old " + stack_text(rest.stack), rest.stack = {}; return;
    case Stored::kStatus:
      if (rest.result > 0) out += " (" + wait_status_text(rest.status) + ")", rest.status = 0;
      return;
    case Stored::kLeft:
      if (rest.status < 0 || (rest.status & ~kLeftRepeats) > kLeftLong) return;
      out += " left " + left_text(rest.status), rest.status = 0;
      return;
    case Stored::kCpuLimit:
      if (rest.status < kCpuUnlimited || rest.status > kCpuNothing) return;
      out.append(" old ").append(kCpuLimits[static_cast<std::size_t>(rest.status)]), rest.status = 0;
      return;
    case Stored::kInfo: {
      // sigtimedwait returns the signal, so its name is not repeated; waitid that found nothing says so by zeros.
      const bool named = returns.value == Value::kSignal && rest.info.signo == rest.result;
      if (named)
        out += " (" + sender_text(rest.info) + ")";
      else if (rest.info != SignalInfo{})
        out += " " + to_text(rest.info);
      rest.info = {};
      return;
    }
  }
}

// Fields that neither the kind of event nor its operation accounts for.
void append_rest(std::string& out, const Event& rest) {
  if (rest.result != 0) out += " result " + std::to_string(rest.result);
  if (rest.status != 0) out += " status " + hex(rest.status);
  if (rest.info != SignalInfo{}) out += " info " + to_text(rest.info);
  if (!rest.mask.empty()) out += " mask " + to_text(rest.mask);
  if (!rest.saved.empty()) out += " saved " + to_text(rest.saved);
  if (rest.action != ActionSeen{}) out += " action " + action_text(rest.action);
  if (rest.stack != StackSeen{}) out += " stack " + stack_text(rest.stack);
  if (rest.depth != 0) out += " depth " + std::to_string(rest.depth);
  if (rest.parks) out += " (parks)";
  if (rest.step != 0) out += " step " + std::to_string(rest.step + 1);
}

void append_returned(std::string& out, const Event& event, const Scenario& scenario) {
  Event rest = event;
  Returns returns;
  if (event.step < scenario.steps.size()) {
    const Operation& operation = scenario.steps[event.step].operation;
    returns = std::visit([](const auto& op) { return returns_of(op); }, operation);
    out += to_text(operation);
  } else {
    out += "step " + std::to_string(event.step + 1);
  }
  rest.step = 0;
  out += " = " + result_text(event.result, returns.value);
  if (event.result == -static_cast<std::int32_t>(Errno::kIntr) && event.status == kTimeLeft) {
    out += " (time left)";
    rest.status = 0;
  }
  append_stored(out, returns, rest);
  rest.result = 0;
  append_rest(out, rest);
}

void append_handler(std::string& out, const Event& event) {
  Event rest = event;
  SignalInfo bare;
  bare.signo = event.info.signo;
  out += "handler ";
  out += event.info == bare ? to_text(Signo{event.info.signo}) : to_text(event.info);  // bare: no SA_SIGINFO
  out += " mask " + to_text(event.mask);
  // Without SA_SIGINFO nothing is known of the saved mask, and it is not shown as if it were empty.
  if (event.info != bare || !event.saved.empty()) out += " saved " + to_text(event.saved);
  if (event.stack.area != 0) out += " on altstack " + std::to_string(event.stack.area);
  rest.info = {};
  rest.mask = rest.saved = {};
  rest.stack.area = 0;
  rest.depth = event.depth == 1 ? 0 : event.depth;  // a first frame is what people take for granted
  if (event.depth == 0) out += " depth 0";
  append_rest(out, rest);
}

// "born, with altstack snug 1"
void append_born(std::string& out, const Event& event) {
  Event rest = event;
  out += "born, with altstack " + stack_text(event.stack);
  rest.stack = {};
  append_rest(out, rest);
}

}  // namespace

std::string to_text(const SignalInfo& info) { return to_text(Signo{info.signo}) + " (" + sender_text(info) + ")"; }

std::string to_text(const Event& event, const Scenario& scenario) {
  std::string text = to_text(event.thread) + "  ";
  if (event.kind == EventKind::kHandler)
    append_handler(text, event);
  else if (event.kind == EventKind::kBorn)
    append_born(text, event);
  else
    append_returned(text, event, scenario);
  return text;
}

std::string to_text(const ThreadStatus& status) {
  std::string text = to_text(status.thread) + "  " + to_text(status.state);
  const auto add_set = [&](const char* name, SignalSet set) {
    if (!set.empty()) text += name + to_text(set);
  };
  const auto add_name = [&](const char* name, PidName pid) {
    if (pid != PidName{}) text += name + to_text(pid);
  };
  add_set(" pending ", status.pending);
  add_set(" shared ", status.shared);
  add_set(" blocked ", status.blocked);
  add_set(" ignored ", status.ignored);
  add_set(" caught ", status.caught);
  if (status.queued != 0) text += " queued " + std::to_string(status.queued);
  add_name(" parent ", status.parent);
  add_name(" group ", status.group);
  add_name(" session ", status.session);
  return text;
}

}  // namespace sigconform
