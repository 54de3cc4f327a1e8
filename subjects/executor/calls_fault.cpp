// Faults as the processor makes them: see fault.h. Each faulting instruction stands at the beginning of 16 bytes of its
// own, with the way back 8 bytes behind it, so that its address tells everything about it.
#include "subjects/executor/arena.h"
#include "subjects/executor/calls.h"
#include "subjects/executor/fault.h"

#include <linux/audit.h>
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

#if defined(__x86_64__)

// sigconform_fault(argument, instruction, rax): the instruction with its argument in rdi.
asm(".text\n"
    ".type sigconform_fault, @function\n"
    "sigconform_fault:\n\t"
    "mov %rdx, %rax\n\t"
    "jmp *%rsi\n"
    ".balign 16, 0x90\n"
    "sigconform_faults:\n\t"
    "movb (%rdi), %al\n\t"
    ".org sigconform_faults + 8, 0x90\n\t"
    "ret\n\t"
    ".org sigconform_faults + 16, 0x90\n\t"
    "movb %al, (%rdi)\n\t"
    ".org sigconform_faults + 24, 0x90\n\t"
    "ret\n\t"
    ".org sigconform_faults + 32, 0x90\n\t"
    "movb (%rdi), %al\n\t"
    ".org sigconform_faults + 40, 0x90\n\t"
    "ret\n\t"
    ".org sigconform_faults + 48, 0x90\n\t"
    "divl %edi\n\t"
    ".org sigconform_faults + 56, 0x90\n\t"
    "ret\n\t"
    ".org sigconform_faults + 64, 0x90\n\t"
    "ud2\n\t"
    ".org sigconform_faults + 72, 0x90\n\t"
    "ret\n\t"
    ".org sigconform_faults + 80, 0x90\n\t"
    "int3\n\t"
    ".org sigconform_faults + 88, 0x90\n\t"
    "ret\n\t"
    ".org sigconform_faults + 96, 0x90\n\t"
    "syscall\n\t"
    ".org sigconform_faults + 104, 0x90\n\t"
    "ret\n");
extern "C" long sigconform_fault(const void* argument, std::uintptr_t instruction, long number);
extern "C" void sigconform_faults();  // never called: an address only

namespace {

constexpr std::size_t kFaultBytes = 16;
constexpr std::size_t kToNext = 8;
constexpr std::size_t kCallBytes = 2;  // of the instruction "syscall"
constexpr std::uint64_t kFilteredCall =
    std::uint64_t{AUDIT_ARCH_X86_64} << 32 | static_cast<std::uint64_t>(kFilteredNumber);

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
    case FaultKind::kBreakpoint:
    case FaultKind::kFilteredCall: break;
  }
  return nullptr;
}

}  // namespace

const char* why_no_faults() { return g_filtered ? nullptr : "a seccomp filter was refused (CONFIG_SECCOMP_FILTER)"; }

long run(const op::Fault& o, ThreadId, Event&) {
  const long result = sigconform_fault(argument_of(o.kind), instruction_of(o.kind), kFilteredNumber);
  // Where the filter is in place the number of the call stands where its result would be.
  return o.kind == FaultKind::kFilteredCall && result != kFilteredNumber ? result : 0;
}

void skip_fault(ucontext_t* context) {
  greg_t& next = context->uc_mcontext.gregs[REG_RIP];
  const auto behind = static_cast<std::uintptr_t>(next) - instruction_of(FaultKind::kUnmapped);
  if (behind % kFaultBytes == 0 && behind / kFaultBytes <= static_cast<std::size_t>(FaultKind::kFilteredCall))
    next += kToNext;
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

#else

const char* why_no_faults() { return "the rules know those of x86-64 only"; }
long run(const op::Fault&, ThreadId, Event&) { return -ENOSYS; }
void skip_fault(ucontext_t*) {}
void name_fault(SignalInfo&) {}

#endif

}  // namespace sigconform::executor
