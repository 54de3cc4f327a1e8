/* What the processor, or a filter of system calls, does not allow. A part of c_runtime.c. */

/* Each faulting instruction begins 16 bytes of its own, and the way back lies 8 bytes behind it. */
#ifdef __x86_64__
#define FAULT(instruction) instruction "\n .p2align 3, 0x90\n ret\n .p2align 4, 0x90\n"
__asm__(".text\n fault_at:\n mov %rdx, %rax\n jmp *%rsi\n .p2align 4, 0x90\n fault_instructions:\n" FAULT(
    "movb (%rdi), %al") FAULT("movb %al, (%rdi)") FAULT("movb (%rdi), %al") FAULT("divl %edi") FAULT("ud2")
            FAULT("int3") FAULT("syscall"));
long fault_at(const void* argument, const char* instruction, long number);
extern const char fault_instructions[];
HELPER void leave_fault(void* context) {
  greg_t* next = &((ucontext_t*)context)->uc_mcontext.gregs[REG_RIP];
  const unsigned long behind = (unsigned long)*next - (unsigned long)fault_instructions;
  if (behind % 16 == 0 && behind / 16 < 7) *next += 8;
}
#else
#define fault_at(argument, instruction, number) (-ENOSYS)
static const char fault_instructions[1];
#define leave_fault(context) (void)(context)
#endif
HELPER const char* no_more_than_zero_bytes(void) { /* a page of an empty file */
  static const char* page;
  const int file = page ? -1 : memfd_create("empty", MFD_CLOEXEC);
  if (file >= 0) page = mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0);
  return page;
}
static const _Alignas(4096) char read_only[4096] UNUSED = "";
#define FILTERED SYS_lookup_dcookie /* long gone from Linux */
HELPER void filter_call(void) {
  struct sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, FILTERED, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP | FILTER_DATA),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog filter = {sizeof program / sizeof *program, program};
  sys(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1);
  sys(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter);
}
HELPER const void* argument_of(int kind) {
  if (kind == FILTERED_CALL) filter_call();
  return kind == UNMAPPED     ? (void*)0x200
         : kind == READ_ONLY  ? read_only
         : kind == BEYOND_END ? no_more_than_zero_bytes()
                              : NULL;
}
HELPER long fault(int kind) {
  const long result = fault_at(argument_of(kind), fault_instructions + 16 * (kind - UNMAPPED), FILTERED);
  return kind == FILTERED_CALL && result != FILTERED ? result : 0;
}
/* The kind of fault whose si_addr that is. */
HELPER int fault_of(const siginfo_t* i) {
  const char* const a = i->si_addr;
  const char* const first = fault_instructions;
  if (i->si_code <= 0) return 0;
  if (i->si_signo == SIGSEGV) return a == (char*)0x200 ? UNMAPPED : a == read_only ? READ_ONLY : 0;
  if (i->si_signo == SIGBUS) return a == no_more_than_zero_bytes() ? BEYOND_END : 0;
  if (i->si_signo == SIGFPE) return a == first + 16 * (DIVISION - UNMAPPED) ? DIVISION : 0;
  if (i->si_signo == SIGILL) return a == first + 16 * (UNDEFINED - UNMAPPED) ? UNDEFINED : 0;
  return i->si_signo == SIGSYS && a == first + 16 * (FILTERED_CALL - UNMAPPED) + 2 ? FILTERED_CALL : 0;
}
/* ELSEWHERE: an address, but none of its own; what a sender's pid and user make is below all of them, or above. */
HELPER int address_of(const siginfo_t* i) {
  const unsigned long a = (unsigned long)i->si_addr;
  const int s = i->si_signo, found = fault_of(i);
  if (found || i->si_code <= 0 || i->si_code >= SI_KERNEL) return found;
  if (s != SIGSEGV && s != SIGBUS && s != SIGFPE && s != SIGILL && s != SIGSYS) return 0;
  return a == 0x200 || (a >= 1UL << 22 && a < 1UL << 47) ? ELSEWHERE : 0;
}
