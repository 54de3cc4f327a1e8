// The operations: everything a thread of a scenario can be told to do. One plain struct an operation and one
// list; the printer, parser, JSON form, wire codec, hash, simplifier and C emitter are derived from them (see
// reflection.h). Adding an operation is one struct here, one `perform` in the model, one in the executor, one
// line of C; what is forgotten does not compile. This file must not know how operations act.
#pragma once

#include "model/call_words.h"
#include "model/vocabulary.h"

#include <boost/hana/define_struct.hpp>
#include <variant>

namespace sigconform::op {

// Each struct is named after its system call. Fields are in the order of the call's arguments and of the text
// form, and are assigned in full: an operation is always made as Kill{target, signal} or Kill{}. kStruct is the
// name as reflection.h reads it: "RtSigaction" is rt_sigaction in the text form.
#define SIGCONFORM_OPERATION(Name, ...)            \
  struct Name {                                    \
    static constexpr const char* kStruct = #Name;  \
    BOOST_HANA_DEFINE_STRUCT(Name, __VA_ARGS__);   \
    auto operator<=>(const Name&) const = default; \
  }
#define SIGCONFORM_OPERATION_WITHOUT_FIELDS(Name)  \
  struct Name {                                    \
    static constexpr const char* kStruct = #Name;  \
    BOOST_HANA_DEFINE_STRUCT(Name);                \
    auto operator<=>(const Name&) const = default; \
  }

// Generation.
SIGCONFORM_OPERATION(Kill, (PidArg, pid), (Signo, sig));
SIGCONFORM_OPERATION(Tkill, (PidArg, tid), (Signo, sig));
SIGCONFORM_OPERATION(Tgkill, (PidArg, tgid), (PidArg, tid), (Signo, sig));
// The siginfo passed carries the caller's own pid and real uid, si_code and si_value as given, si_errno 0.
SIGCONFORM_OPERATION(RtSigqueueinfo, (PidArg, pid), (Signo, sig), (SiCode, code), (SigValue, value));
SIGCONFORM_OPERATION(RtTgsigqueueinfo, (PidArg, tgid), (PidArg, tid), (Signo, sig), (SiCode, code), (SigValue, value));

// The same two with a siginfo of all kinds; tid is a thread of the named thread group.
SIGCONFORM_OPERATION(QueueSiginfo, (QueueCall, call), (PidArg, tid), (Signo, sig), (SentInfo, info), (SiCode, code),
                     (SigValue, value));
// Opens the pidfd (not for kinds that need none), sends, closes it; fails with the first error of these.
SIGCONFORM_OPERATION(PidfdSendSignal, (PidfdKind, pidfd), (PidArg, pid), (Signo, sig), (SentInfo, info), (SiCode, code),
                     (SigValue, value), (PidfdSignalFlags, flags));
SIGCONFORM_OPERATION(Write, (WriteTo, to));
// Makes a socket pair, sets signal (F_SETSIG) and owner of one end, lets a byte come in there, closes both.
SIGCONFORM_OPERATION(NotifyOwner, (AsyncEvent, event), (OwnerCall, call), (PidArg, owner), (Signo, sig));

// Disposition, mask, pending, waiting for signals.
SIGCONFORM_OPERATION(RtSigaction, (Signo, sig), (Handler, handler), (ActionFlags, flags), (SignalSet, mask));
SIGCONFORM_OPERATION(RtSigprocmask, (MaskHow, how), (SignalSet, set));
SIGCONFORM_OPERATION_WITHOUT_FIELDS(RtSigpending);
SIGCONFORM_OPERATION(RtSigtimedwait, (SignalSet, set), (WaitTime, timeout));
// Sleeping until a signal comes.
SIGCONFORM_OPERATION(Block, (BlockingCall, call));
SIGCONFORM_OPERATION(BlockUnder, (MaskedCall, call), (SignalSet, mask));
// Sleeping until something can be read from a descriptor; the answer is its revents.
SIGCONFORM_OPERATION(Poll, (PollCall, call), (Watched, fd), (PollTime, timeout));
SIGCONFORM_OPERATION(PollUnder, (MaskedPollCall, call), (Watched, fd), (PollTime, timeout), (SignalSet, mask));
// signalfd4(-1, ...); what had that name is closed. The answer, here and below, is the descriptor's place.
SIGCONFORM_OPERATION(CreateSignalfd, (Descriptor, fd), (SignalSet, mask), (SignalfdFlags, flags));
// The same on a descriptor: another mask for it.
SIGCONFORM_OPERATION(Signalfd4, (Descriptor, fd), (SignalSet, mask), (SignalfdFlags, flags));
SIGCONFORM_OPERATION(ReadSignalfd, (Descriptor, fd), (ReadBuffer, buffer));
SIGCONFORM_OPERATION(CloseSignalfd, (Descriptor, fd));
// rt_sigtimedwait that cannot write the siginfo.
SIGCONFORM_OPERATION(RtSigtimedwaitUnwritable, (SignalSet, set));
// A call with a set of signals that the kernel cannot take, and arguments that are good otherwise.
SIGCONFORM_OPERATION(PassBadSet, (SetCall, call), (BadSet, set));
// Leaves the innermost parked handler (rt_sigreturn); outside of any handler it does nothing.
SIGCONFORM_OPERATION_WITHOUT_FIELDS(Return);
// The same, after writing that mask into the frame (of a handler with SA_SIGINFO: the others know of no frame).
SIGCONFORM_OPERATION(ReturnWithMask, (SignalSet, mask));
// Leaves it by a long jump to where the thread, or the parked handler below, takes operations. The frame is given up,
// and with it what it interrupted. Outside of any handler it does nothing.
SIGCONFORM_OPERATION_WITHOUT_FIELDS(LeaveHandler);
SIGCONFORM_OPERATION(Sigaltstack, (AltStack, stack), (StackFlags, flags));

// Birth and death. The names of the children are the scenario's; a name is given once.
SIGCONFORM_OPERATION(Fork, (ProcessId, child));
// Fork's child has no alternate stack, as where memory is shared (CLONE_VM): it gives up what it may have inherited.
// Those of vfork and clone3 say first which one they have (EventKind::kBorn), and then give it up, too: a thread runs
// on stacks of its own.
// A fork whose maker sleeps until the child execs or exits.
SIGCONFORM_OPERATION(Vfork, (ProcessId, child));
SIGCONFORM_OPERATION(CloneThread, (ThreadIndex, thread), (ThreadCall, call));
// clone3 for a process; it always shares files as well. What asks for a thread must be refused for its exit signal: the
// others are CloneThread's.
SIGCONFORM_OPERATION(Clone3, (ProcessId, child), (CloneFlags, flags), (Signo, exit_signal));
// The new image goes on taking operations, as the leader of its process.
SIGCONFORM_OPERATION(Execve, (ExecFile, file));
SIGCONFORM_OPERATION(Exit, (ExitCode, code));
SIGCONFORM_OPERATION(ExitGroup, (ExitCode, code));

// PR_SET_PDEATHSIG of the calling thread; signal 0 takes it back.
SIGCONFORM_OPERATION(SetPdeathsig, (Signo, sig));

// PR_GET_PDEATHSIG; the signal that it stores is the result.
SIGCONFORM_OPERATION_WITHOUT_FIELDS(GetPdeathsig);

// PR_SET_CHILD_SUBREAPER of the calling process.
SIGCONFORM_OPERATION(SetChildSubreaper, (Switch, on));

// Waiting for children.
SIGCONFORM_OPERATION(Wait4, (PidArg, pid), (WaitOptions, options));
SIGCONFORM_OPERATION(Waitid, (IdType, type), (PidArg, id), (WaitOptions, options));

// Process groups, limits, users.
SIGCONFORM_OPERATION(Setpgid, (PidArg, pid), (PidArg, pgid));
SIGCONFORM_OPERATION_WITHOUT_FIELDS(Setsid);
// Soft RLIMIT_SIGPENDING of the caller's process; the hard limit stays.
SIGCONFORM_OPERATION(Setrlimit, (QueueLimit, limit));
// RLIMIT_CPU of the caller's process. The answer tells of the soft limit that it had.
SIGCONFORM_OPERATION(SetCpuLimit, (CpuLimit, limit));
// The calling thread only, as the raw system call does.
SIGCONFORM_OPERATION(Setresuid, (UserArg, real), (UserArg, effective), (UserArg, saved));
// capset() to nothing, in the calling thread only: gives up CAP_KILL and CAP_SETUID.
SIGCONFORM_OPERATION_WITHOUT_FIELDS(DropCapabilities);

// Something that the processor or a seccomp filter does not allow. Its handler goes on behind it; it returns 0.
SIGCONFORM_OPERATION(Fault, (FaultKind, kind));
// Timers. POSIX timers run on CLOCK_REALTIME.
SIGCONFORM_OPERATION(Setitimer, (Itimer, which), (TimerTime, time), (TimerRepeat, repeat));
SIGCONFORM_OPERATION(Getitimer, (Itimer, which));
SIGCONFORM_OPERATION(TimerCreate, (TimerName, timer), (TimerNotify, notify), (Signo, sig), (PidArg, tid),
                     (SigValue, value));
SIGCONFORM_OPERATION(TimerSettime, (TimerName, timer), (TimerTime, time), (TimerRepeat, repeat));
SIGCONFORM_OPERATION(TimerGettime, (TimerName, timer));
SIGCONFORM_OPERATION(TimerGetoverrun, (TimerName, timer));
SIGCONFORM_OPERATION(TimerDelete, (TimerName, timer));
// Time passes once the burst that holds this is done, whatever its actor does: everything that is armed for `soon`
// by then expires, first armed first, and between any two of them everything comes to rest.
SIGCONFORM_OPERATION_WITHOUT_FIELDS(Elapse);
// Writes to the cgroup.freeze of a control group (version 2). Each process of the layout begins in one of its own,
// which bears its name here, and what a process makes is of its maker's.
SIGCONFORM_OPERATION(Freeze, (ProcessId, cgroup), (Switch, on));

#undef SIGCONFORM_OPERATION
#undef SIGCONFORM_OPERATION_WITHOUT_FIELDS

}  // namespace sigconform::op

namespace sigconform {

// THE list of operations.
using Operation = std::variant<
    op::Kill, op::Tkill, op::Tgkill, op::RtSigqueueinfo, op::RtTgsigqueueinfo, op::QueueSiginfo, op::PidfdSendSignal,
    op::Write, op::NotifyOwner, op::RtSigaction, op::RtSigprocmask, op::RtSigpending, op::RtSigtimedwait, op::Block,
    op::BlockUnder, op::Poll, op::PollUnder, op::CreateSignalfd, op::Signalfd4, op::ReadSignalfd, op::CloseSignalfd,
    op::RtSigtimedwaitUnwritable, op::PassBadSet, op::Return, op::ReturnWithMask, op::LeaveHandler, op::Sigaltstack,
    op::Fork, op::Vfork, op::CloneThread, op::Execve, op::Clone3, op::Exit, op::ExitGroup, op::SetPdeathsig,
    op::SetChildSubreaper, op::GetPdeathsig, op::Wait4, op::Waitid, op::Setpgid, op::Setsid, op::Setrlimit,
    op::SetCpuLimit, op::Setresuid, op::DropCapabilities, op::Setitimer, op::Getitimer, op::TimerCreate,
    op::TimerSettime, op::TimerGettime, op::TimerGetoverrun, op::TimerDelete, op::Elapse, op::Freeze, op::Fault>;
inline constexpr std::size_t kOperationKinds = std::variant_size_v<Operation>;

}  // namespace sigconform
