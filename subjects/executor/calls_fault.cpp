// Faults as the processor makes them: see fault.h. Must not know which processor it is.
#include "subjects/executor/arena.h"
#include "subjects/executor/calls.h"
#include "subjects/executor/fault.h"
#include "subjects/executor/fault_instructions.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <bit>
#include <cerrno>
#include <cstddef>

namespace sigconform::executor {

namespace {

// Below mmap_min_addr, so that nothing is ever mapped there.
constexpr std::uintptr_t kUnmappedAddress = 0x200;
// Long gone from the kernel, and never used by a C library.
constexpr long kFilteredNumber = SYS_lookup_dcookie;

bool g_filtered = false;

}  // namespace

void prepare_faults() {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kFilteredNumber, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP | kFilterData),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{sizeof program / sizeof *program, program};
  g_filtered = call(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0;
}

namespace {

constexpr std::uint64_t kFilteredCall =
    std::uint64_t{kAuditArchitecture} << 32 | static_cast<std::uint64_t>(kFilteredNumber);

std::uintptr_t instruction_of(FaultKind kind) {
  return std::bit_cast<std::uintptr_t>(&sigconform_faults) + static_cast<std::size_t>(kind) * kFaultBytes;
}

// si_addr of a fault, as a number.
std::uintptr_t number_of(FaultAddress address) {
  switch (address) {
    case FaultAddress::kNone: break;
    case FaultAddress::kUnmapped: return kUnmappedAddress;
    case FaultAddress::kReadOnly: return std::bit_cast<std::uintptr_t>(read_only_page());
    case FaultAddress::kBeyondEnd: return std::bit_cast<std::uintptr_t>(page_beyond_end());
    case FaultAddress::kDivision: return instruction_of(FaultKind::kDivision);
    case FaultAddress::kUndefined: return instruction_of(FaultKind::kUndefined);
    case FaultAddress::kFilteredCall: return instruction_of(FaultKind::kFilteredCall) + kCallBytes;
    case FaultAddress::kElsewhere: break;
  }
  return 0;
}

// The address that a fault of this signal may have.
bool belongs_to(FaultAddress address, Signo sig) {
  switch (address) {
    case FaultAddress::kNone: break;
    case FaultAddress::kUnmapped:
    case FaultAddress::kReadOnly: return sig == kSigSegv;
    case FaultAddress::kBeyondEnd: return sig == kSigBus;
    case FaultAddress::kDivision: return sig == kSigFpe;
    case FaultAddress::kUndefined: return sig == kSigIll;
    case FaultAddress::kFilteredCall: return sig == kSigSys;
    case FaultAddress::kElsewhere: break;
  }
  return false;
}

const void* argument_of(FaultKind kind) {
  switch (kind) {
    case FaultKind::kUnmapped: return std::bit_cast<void*>(kUnmappedAddress);
    case FaultKind::kReadOnly: return read_only_page();
    case FaultKind::kBeyondEnd: return page_beyond_end();
    case FaultKind::kDivision:
    case FaultKind::kUndefined:
    case FaultKind::kBreakpoint: break;
    // arm64 puts its first argument back in the place of its result, x86-64 its number: let them be the same.
    case FaultKind::kFilteredCall: return std::bit_cast<void*>(kFilteredNumber);
  }
  return nullptr;
}

}  // namespace

const char* why_no_faults() { return g_filtered ? nullptr : "a seccomp filter was refused (CONFIG_SECCOMP_FILTER)"; }

long run(const op::Fault& o, ThreadId, Event&) {
  const long result = sigconform_fault(argument_of(o.kind), instruction_of(o.kind), kFilteredNumber);
  // Where the filter is in place the number of the call stands where its result would be: see argument_of.
  return o.kind == FaultKind::kFilteredCall && result != kFilteredNumber ? result : 0;
}

void skip_fault(ucontext_t* context) {
  const std::uintptr_t next = next_instruction(*context);
  const std::uintptr_t behind = next - instruction_of(FaultKind::kUnmapped);
  if (behind % kFaultBytes == 0 && behind / kFaultBytes <= static_cast<std::size_t>(FaultKind::kFilteredCall))
    set_next_instruction(*context, next + kToNext);
}

// Whether a fault's siginfo carries an address that is none of its own. What somebody sent has a pid and a user there:
// together they are below all addresses that a program has, or above.
bool is_elsewhere(std::uintptr_t number, const SignalInfo& info) {
  constexpr std::uintptr_t kBelowPrograms = 1UL << 22, kAbovePrograms = 1UL << 47;
  const Signo sig{info.signo};
  const bool of_fault = sig == kSigSegv || sig == kSigBus || sig == kSigFpe || sig == kSigIll || sig == kSigSys;
  return of_fault && info.code < kSiKernel.value &&
         (number == kUnmappedAddress || (number >= kBelowPrograms && number < kAbovePrograms));
}

void name_fault(SignalInfo& info) {
  const std::uintptr_t number = static_cast<std::uintptr_t>(static_cast<std::uint32_t>(info.uid.code)) << 32 |
                                static_cast<std::uint32_t>(info.pid.code);
  if (info.code <= 0) return;
  auto address = FaultAddress::kUnmapped;
  while (address != FaultAddress::kElsewhere &&
         (!belongs_to(address, Signo{info.signo}) || number != number_of(address)))
    address = static_cast<FaultAddress>(static_cast<int>(address) + 1);
  if (address == FaultAddress::kElsewhere && !is_elsewhere(number, info)) return;
  info.address = address;
  info.pid = {};
  info.uid = {};
  if (info.signo == kSigSys.value)
    info.value = static_cast<std::int64_t>(static_cast<std::uint64_t>(info.value) ^ kFilteredCall);
}

}  // namespace sigconform::executor
