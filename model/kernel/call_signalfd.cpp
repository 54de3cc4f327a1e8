// signalfd: descriptors that give signals to who reads them. All processes that do not exec share one
// table of descriptors, so that any thread may read any of them. Must not know polling (call_poll.cpp).
#include "model/kernel/kernel.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sigconform {
namespace {

std::size_t place_of(Descriptor fd) { return static_cast<std::size_t>(fd); }
// What a call answers that gives the descriptor back.
std::int32_t answer_of(Descriptor fd) { return static_cast<std::int32_t>(fd) + 1; }

constexpr SignalfdFlags kKnownFlags{kSfdNonblock.bits | kSfdCloexec.bits};

// siginfo_layout(): what of the siginfo's union the sender is taken to have filled. The fields beyond those that
// SignalInfo has are of no matter here.
enum class InfoLayout { kSender, kSenderAndValue, kSenderAndStatus, kValue, kOther };

InfoLayout layout_of(const SignalInfo& info, const Dialect& dialect) {
  constexpr std::int32_t kLastChildCode = 6, kLastPollCode = 6;
  if (info.code > kSiUser.value && info.code < kSiKernel.value) {
    if (info.signo == kSigChld.value && info.code <= kLastChildCode) return InfoLayout::kSenderAndStatus;
    const bool known = info.code <= std::max(last_known_code(Signo{info.signo}, dialect), kLastPollCode);
    return known ? InfoLayout::kOther : InfoLayout::kSender;
  }
  if (info.code == kSiTimer.value) return InfoLayout::kValue;
  if (info.code == kSiSigio.value) return InfoLayout::kOther;
  return info.code < 0 ? InfoLayout::kSenderAndValue : InfoLayout::kSender;
}

// signalfd_copyinfo()
SignalInfo signalfd_info(const SignalInfo& info, const Dialect& dialect) {
  if (!dialect.read_tells_by_layout) return info;
  SignalInfo out{info.signo, info.error, info.code, {}, {}, 0};
  switch (layout_of(info, dialect)) {
    case InfoLayout::kSender: out.pid = info.pid, out.uid = info.uid; break;
    case InfoLayout::kSenderAndValue: out = info; break;
    case InfoLayout::kSenderAndStatus:
      out = info;
      out.value = info.value & 0xffff'ffff;
      break;
    case InfoLayout::kValue: out.value = info.value; break;
    case InfoLayout::kOther: break;
  }
  return out;
}

}  // namespace

// A file lives as long as it has a descriptor, or somebody sleeps in a call on it.
bool Kernel::is_open(const SignalFile& file) const {
  const auto same = [&](const SignalFile& other) { return other.serial == file.serial; };
  const auto in_table = [&](const Files& files) { return std::any_of(files.begin(), files.end(), same); };
  return std::any_of(w_.files.begin(), w_.files.end(), in_table) ||
         std::any_of(w_.tasks.begin(), w_.tasks.end(), [&](const Task& t) { return same(t.file) && !t.epoll_watches; });
}

SignalSet Kernel::signalfd_mask(ThreadRef t, SignalSet mask) {
  if (!(mask & kUnblockable).empty()) mark(Rule::kSignalfdNeverTakesKillOrStop, t);
  return dialect_.signalfd_takes_no_stop ? mask - kUnblockable : mask;
}

Outcome Kernel::signalfd_not_open(ThreadRef t, std::uint8_t step) const {
  return fail(t, step, dialect_.not_open_gives_ebadf ? Errno::kBadf : Errno::kInval, Rule::kSignalfdNotOpen);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::CreateSignalfd& o) {
  if (!kKnownFlags.has(o.flags) && dialect_.signalfd_flags_checked)
    return fail(t, step, Errno::kInval, Rule::kSignalfdFlags);
  w_.files_of(t)[place_of(o.fd)] = {++w_.files_created, signalfd_mask(t, o.mask), o.flags.has(kSfdNonblock), t};
  if (!dialect_.signalfd_leaves_mask) set_current_blocked(t, task(t).blocked | o.mask);
  return done(t, step, answer_of(o.fd), Rule::kSignalfdIsMade);
}

// do_signalfd4() on a descriptor: those who sleep in the file see the new set when they next look.
Outcome Kernel::perform(ThreadRef ref, std::uint8_t step, const op::Signalfd4& o) {
  if (!kKnownFlags.has(o.flags) && dialect_.signalfd_flags_checked)
    return fail(ref, step, Errno::kInval, Rule::kSignalfdFlags);
  SignalFile& file = w_.files_of(ref)[place_of(o.fd)];
  if (file.serial == 0) return signalfd_not_open(ref, step);
  const SignalSet mask = signalfd_mask(ref, o.mask);
  file.mask = dialect_.change_replaces_set ? mask : file.mask | mask;
  for (Task& t : w_.tasks)
    if (t.file.serial == file.serial) t.file.mask = file.mask;
  if (dialect_.change_wakes_readers) signalfd_notify(ref);
  return done(ref, step, dialect_.change_tells_descriptor ? answer_of(o.fd) : 0, Rule::kSignalfdChangesMask);
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::CloseSignalfd& o) {
  SignalFile& file = w_.files_of(t)[place_of(o.fd)];
  if (file.serial == 0) return signalfd_not_open(t, step);
  const SignalFile closed = std::exchange(file, {});
  for (ThreadRef reader = 0; reader < static_cast<ThreadRef>(w_.tasks.size()); ++reader) {
    const Task& r = task(reader);
    const bool reads = r.state == TaskState::kInterruptible && r.sleep == Sleep::kSignalfd;
    if (reads && r.file.serial == closed.serial && !dialect_.close_leaves_readers) wake(reader);
  }
  return done(t, step, 0, Rule::kSignalfdCloses);
}

// wake_up() of the signalfd_wqh of t's process: everyone in it, last come first. An epoll instance notes that it is to
// look at the file, as long as that lives.
void Kernel::signalfd_notify(ThreadRef t) {
  const auto queue = w_.sighand_of(group_of(t)).signalfd_wqh;
  for (const ThreadRef waiter : queue) {
    Task& w = task(waiter);
    if (w.epoll_watches && !is_open(w.file)) continue;
    w.epoll_event = w.epoll_watches;
    if (w.state == TaskState::kInterruptible) wake(waiter);
  }
}

// Whose signals the file gives to thread t.
ThreadRef Kernel::whose_queue(ThreadRef t, const SignalFile& file) const {
  const bool creator_lives = task(file.creator).state != TaskState::kReleased;
  return dialect_.signalfd_reads_own || !creator_lives ? t : file.creator;
}

Outcome Kernel::perform(ThreadRef ref, std::uint8_t step, const op::ReadSignalfd& o) {
  const SignalFile& file = w_.files_of(ref)[place_of(o.fd)];
  if (o.buffer == ReadBuffer::kUnwritable && !dialect_.descriptor_before_buffer)
    return fail(ref, step, Errno::kFault, Rule::kSignalfdNotOpen);
  if (file.serial == 0) return signalfd_not_open(ref, step);
  if (o.buffer == ReadBuffer::kShort && dialect_.short_buffer_takes_nothing)
    return fail(ref, step, Errno::kInval, Rule::kSignalfdShortBuffer);
  task(ref).file = file;
  const Outcome out = read_signalfd(ref, step);
  if (out.kind == Outcome::Kind::kAsleep) {
    task(ref).sleep = Sleep::kSignalfd;
    auto& queue = w_.sighand_of(group_of(ref)).signalfd_wqh;
    queue.insert(queue.begin(), ref);
  } else {
    task(ref).file = {};
  }
  return out;
}

// signalfd_read(): only the first signal is waited for.
Outcome Kernel::read_signalfd(ThreadRef ref, std::uint8_t step) {
  const auto& o = std::get<op::ReadSignalfd>(scenario_.steps[step].operation);
  const SignalFile file = task(ref).file;
  const ThreadRef owner = whose_queue(ref, file);
  if (o.buffer == ReadBuffer::kUnwritable && !dialect_.read_fault_loses && readable(owner, file))
    return fail(ref, step, Errno::kFault, Rule::kSignalfdFaultLoses);
  const Dequeued got = dequeue_of(owner, file.mask, dialect_.read_takes_unblocked);
  if (got.sig.value == 0) return nothing_to_read(ref, step);
  mark(Rule::kSignalfdTakes, ref, got.sig);
  if (task(file.creator).process != task(ref).process) mark(Rule::kSignalfdReader, ref, got.sig);
  if (o.buffer == ReadBuffer::kUnwritable) return fail(ref, step, Errno::kFault, Rule::kSignalfdFaultLoses);
  if (o.buffer == ReadBuffer::kShort) return fail(ref, step, Errno::kInval, Rule::kSignalfdShortBuffer);
  Outcome out = done(ref, step, kSignalfdInfoBytes, got.because);
  out.event.info = signalfd_info(got.info, dialect_);
  if (out.event.info != got.info) mark(Rule::kSignalfdInfoByLayout, ref, got.sig);
  if (o.buffer != ReadBuffer::kTwo) return out;
  if (dialect_.signalfd_fills_buffer) {
    const Dequeued next = dequeue_of(owner, file.mask, dialect_.read_takes_unblocked);
    if (next.sig.value == 0) return out;
    out.second = signalfd_info(next.info, dialect_);
    if (out.second != next.info) mark(Rule::kSignalfdInfoByLayout, ref, next.sig);
    out.event.result += kSignalfdInfoBytes;
  }
  out.because = Rule::kSignalfdTakesSeveral;
  return out;
}

// signalfd_dequeue(), when there is nothing of the set.
Outcome Kernel::nothing_to_read(ThreadRef ref, std::uint8_t step) {
  if (task(ref).file.nonblock && dialect_.nonblocking_read_returns)
    return fail(ref, step, Errno::kAgain, Rule::kSignalfdNonblocking);
  if (!task(ref).sigpending) return {Outcome::Kind::kAsleep, Rule::kSignalfdTakes, {}, {}};
  Outcome out = fail(ref, step, Errno::kIntr, Rule::kSignalfdInterrupted);
  mark(Rule::kSignalfdInterrupted, ref);
  if (dialect_.interrupted_read_restarts) out.kind = Outcome::Kind::kRestart;
  return out;
}

void Kernel::leave_signalfd_queue(ThreadRef t) {
  auto& queue = w_.sighand_of(group_of(t)).signalfd_wqh;
  queue.erase(std::remove(queue.begin(), queue.end(), t), queue.end());
  task(t).file = {};
  task(t).epoll_watches = task(t).epoll_event = false;
}

// A sleeping reader was woken: by a signal that somebody queued, by another set, or to take a signal.
Outcome Kernel::continue_read(ThreadRef t) {
  const std::uint8_t step = task(t).sleep_step;
  const Descriptor fd = std::get<op::ReadSignalfd>(scenario_.steps[step].operation).fd;
  const bool closed = w_.files_of(t)[place_of(fd)].serial != task(t).file.serial;
  Outcome out = closed && !dialect_.close_leaves_readers ? fail(t, step, Errno::kBadf, Rule::kSignalfdCloses)
                                                         : read_signalfd(t, step);
  if (out.kind == Outcome::Kind::kAsleep) {
    mark(Rule::kSignalfdSleepsOn, t);
    if (dialect_.woken_reader_sleeps_on) return out;
    out = fail(t, step, Errno::kAgain, Rule::kSignalfdSleepsOn);
  }
  leave_signalfd_queue(t);
  return out;
}

}  // namespace sigconform
