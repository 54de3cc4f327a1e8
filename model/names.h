// The words that the text and JSON forms use for signals, flags, errors and enumerators, as tables that printing and
// parsing both read, so that the two cannot disagree. It must not know the grammar around the words.
#pragma once

#include "model/call_words.h"
#include "model/vocabulary.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace sigconform {

// "SIGHUP" for 1..31; empty for realtime signals (which are SIG32..SIG64) and for everything that is no signal.
[[nodiscard]] std::string_view standard_signal_name(Signo signal);
// SIGHUP and SIG40; nullopt for a number or an unknown name.
[[nodiscard]] std::optional<Signo> signal_named(std::string_view name);

// A named bit, or a named value, of a 32-bit field.
struct NamedNumber {
  std::string_view name;
  std::int64_t number;
};

// Names of the bits of a flags type. A specialisation makes it a field type that every codec knows.
template <typename Flags>
inline constexpr std::nullptr_t kBitNames{};
template <typename T>
concept NamedBits = requires(T v) {
  v.bits;
  kBitNames<T>.size();
};

template <>
inline constexpr std::array<NamedNumber, 10> kBitNames<ActionFlags>{{{"SA_NOCLDSTOP", kSaNoCldStop.bits},
                                                                     {"SA_NOCLDWAIT", kSaNoCldWait.bits},
                                                                     {"SA_SIGINFO", kSaSiginfo.bits},
                                                                     {"SA_RESTART", kSaRestart.bits},
                                                                     {"SA_ONSTACK", kSaOnStack.bits},
                                                                     {"SA_NODEFER", kSaNoDefer.bits},
                                                                     {"SA_RESETHAND", kSaResetHand.bits},
                                                                     {"SA_UNSUPPORTED", kSaUnsupported.bits},
                                                                     {"SA_EXPOSE_TAGBITS", kSaExposeTagbits.bits},
                                                                     {"NO_RESTORER", kNoRestorer.bits}}};

template <>
inline constexpr std::array<NamedNumber, 3> kBitNames<StackFlags>{
    {{"SS_ONSTACK", kSsOnStack.bits}, {"SS_DISABLE", kSsDisable.bits}, {"SS_AUTODISARM", kSsAutoDisarm.bits}}};

// wait4 and waitid call bit 2 by different names; each prints its own and both are understood everywhere.
template <>
inline constexpr std::array<NamedNumber, 9> kBitNames<WaitOptions>{{{"WNOHANG", kWNoHang.bits},
                                                                    {"WUNTRACED", kWUntraced.bits},
                                                                    {"WSTOPPED", kWStopped.bits},
                                                                    {"WEXITED", kWExited.bits},
                                                                    {"WCONTINUED", kWContinued.bits},
                                                                    {"WNOWAIT", kWNoWait.bits},
                                                                    {"__WNOTHREAD", kWNoThread.bits},
                                                                    {"__WALL", kWAll.bits},
                                                                    {"__WCLONE", kWClone.bits}}};

template <>
inline constexpr std::array<NamedNumber, 2> kBitNames<SignalfdFlags>{
    {{"SFD_NONBLOCK", kSfdNonblock.bits}, {"SFD_CLOEXEC", kSfdCloexec.bits}}};
template <>
inline constexpr std::array<NamedNumber, 7> kBitNames<CloneFlags>{{{"CLONE_VM", kCloneVm.bits},
                                                                   {"CLONE_SIGHAND", kCloneSighand.bits},
                                                                   {"CLONE_PIDFD", kClonePidfd.bits},
                                                                   {"CLONE_PARENT", kCloneParent.bits},
                                                                   {"CLONE_THREAD", kCloneThread.bits},
                                                                   {"CLONE_DETACHED", kCloneDetached.bits},
                                                                   {"CLONE_CLEAR_SIGHAND", kCloneClearSighand.bits}}};

inline constexpr std::array<NamedNumber, 8> kSiCodeNames{{{"SI_USER", kSiUser.value},
                                                          {"SI_KERNEL", kSiKernel.value},
                                                          {"SI_QUEUE", kSiQueue.value},
                                                          {"SI_TIMER", kSiTimer.value},
                                                          {"SI_MESGQ", kSiMesgq.value},
                                                          {"SI_ASYNCIO", kSiAsyncio.value},
                                                          {"SI_SIGIO", kSiSigio.value},
                                                          {"SI_TKILL", kSiTkill.value}}};

// Words of an enumeration, by enumerator. A specialisation makes it a field type that every codec knows.
template <typename Enum>
inline constexpr std::nullptr_t kWords{};
template <typename T>
concept Worded = std::is_enum_v<T> && requires {
  kWords<T>.size();
};
template <Worded Enum>
inline constexpr Enum kLastOf = static_cast<Enum>(kWords<Enum>.size() - 1);

template <>
inline constexpr std::array<std::string_view, 5> kWords<Handler>{"default", "ignore", "log", "park", "query"};
template <>
inline constexpr std::array<std::string_view, 5> kWords<MaskHow>{"block", "unblock", "setmask", "query", "invalid"};
template <>
inline constexpr std::array<std::string_view, 5> kWords<AltStack>{"query", "roomy", "snug", "too_small", "unmapped"};
template <>
inline constexpr std::array<std::string_view, 4> kWords<ExecFile>{"self", "missing", "directory", "bad_address"};
template <>
inline constexpr std::array<std::string_view, 3> kWords<WaitTime>{"zero", "forever", "invalid"};
template <>
inline constexpr std::array<std::string_view, 10> kWords<BlockingCall>{
    "pause",      "nanosleep", "clock_nanosleep", "clock_nanosleep_until", "futex", "futex_timed", "poll", "select",
    "epoll_wait", "read"};
template <>
inline constexpr std::array<std::string_view, 4> kWords<MaskedCall>{"rt_sigsuspend", "ppoll", "pselect", "epoll_pwait"};
template <>
inline constexpr std::array<std::string_view, 4> kWords<Descriptor>{"fd1", "fd2", "fd3", "fd4"};
template <>
inline constexpr std::array<std::string_view, 4> kWords<ReadBuffer>{"one", "two", "short", "unwritable"};
template <>
inline constexpr std::array<std::string_view, 6> kWords<Watched>{"idle", "ready", "fd1", "fd2", "fd3", "fd4"};
template <>
inline constexpr std::array<std::string_view, 2> kWords<PollTime>{"zero", "forever"};
template <>
inline constexpr std::array<std::string_view, 3> kWords<PollCall>{"poll", "select", "epoll_wait"};
template <>
inline constexpr std::array<std::string_view, 3> kWords<MaskedPollCall>{"ppoll", "pselect", "epoll_pwait"};
template <>
inline constexpr std::array<std::string_view, 9> kWords<SetCall>{"rt_sigaction",    "rt_sigprocmask", "rt_sigpending",
                                                                 "rt_sigtimedwait", "rt_sigsuspend",  "signalfd4",
                                                                 "ppoll",           "pselect",        "epoll_pwait"};
template <>
inline constexpr std::array<std::string_view, 2> kWords<BadSet>{"size", "address"};
template <>
inline constexpr std::array<NamedNumber, 3> kBitNames<PidfdSignalFlags>{
    {{"PIDFD_SIGNAL_THREAD", kPidfdSignalThread.bits},
     {"PIDFD_SIGNAL_THREAD_GROUP", kPidfdSignalThreadGroup.bits},
     {"PIDFD_SIGNAL_PROCESS_GROUP", kPidfdSignalProcessGroup.bits}}};
template <>
inline constexpr std::array<std::string_view, 6> kWords<SentInfo>{"own",          "null",      "forged",
                                                                  "other_signal", "long_tail", "unreadable"};
template <>
inline constexpr std::array<std::string_view, 2> kWords<QueueCall>{"rt_sigqueueinfo", "rt_tgsigqueueinfo"};
template <>
inline constexpr std::array<std::string_view, 6> kWords<PidfdKind>{
    "pidfd", "thread_pidfd", "self_thread", "self_thread_group", "closed", "no_pidfd"};
template <>
inline constexpr std::array<std::string_view, 6> kWords<WriteTo>{
    "broken_pipe", "broken_socket", "broken_socket_nosignal", "beyond_limit", "truncate_beyond_limit", "across_limit"};
template <>
inline constexpr std::array<std::string_view, 2> kWords<AsyncEvent>{"input", "urgent"};
template <>
inline constexpr std::array<std::string_view, 5> kWords<OwnerCall>{"F_SETOWN", "F_OWNER_TID", "F_OWNER_PID",
                                                                   "F_OWNER_PGRP", "invalid"};
template <>
inline constexpr std::array<std::string_view, 2> kWords<ThreadCall>{"clone", "clone3"};
template <>
inline constexpr std::array<std::string_view, 2> kWords<Switch>{"off", "on"};
template <>
inline constexpr std::array<std::string_view, 4> kWords<IdType>{"P_ALL", "P_PID", "P_PGID", "invalid"};
template <>
inline constexpr std::array<std::string_view, 7> kWords<FaultKind>{
    "unmapped", "read_only", "beyond_end", "division", "undefined", "breakpoint", "filtered_call"};
template <>
inline constexpr std::array<std::string_view, 8> kWords<FaultAddress>{
    "none", "unmapped", "read_only", "beyond_end", "division", "undefined", "filtered_call", "elsewhere"};
inline constexpr std::array<std::string_view, 7> kThreadStateWords{"absent",  "asleep", "stopped",        "zombie",
                                                                   "running", "other",  "uninterruptible"};
template <>
inline constexpr std::array<std::string_view, 6> kWords<CpuLimit>{"query",   "none",         "far",
                                                                  "reached", "hard_reached", "above_hard"};
template <>
inline constexpr std::array<std::string_view, kTimerNames> kWords<TimerName>{"timer1", "timer2", "timer3"};
template <>
inline constexpr std::array<std::string_view, 5> kWords<TimerNotify>{"signal", "thread", "none", "null", "invalid"};
template <>
inline constexpr std::array<std::string_view, 4> kWords<Itimer>{"real", "virtual", "prof", "invalid"};
template <>
inline constexpr std::array<std::string_view, 6> kWords<TimerTime>{"disarm", "now", "past", "soon", "far", "invalid"};
template <>
inline constexpr std::array<std::string_view, 2> kWords<TimerRepeat>{"once", "repeat"};

}  // namespace sigconform
