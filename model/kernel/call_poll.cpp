// Waiting for a descriptor: poll, select, epoll_wait, and the same under a mask of their own. Readiness is looked at
// before signals are. An epoll instance asks for who waits (ep_item_poll()), but is told to look by the process that
// added the descriptor (ep_insert()): here each wait has an instance of its own, so that the two are one. Must not know
// how a signalfd is read (call_signalfd.cpp).
#include "model/kernel/kernel.h"

#include <utility>

namespace sigconform {
namespace {

bool is_signalfd(Watched what) { return what >= Watched::kFd1; }
std::size_t place_of(Watched what) { return static_cast<std::size_t>(what) - static_cast<std::size_t>(Watched::kFd1); }

// What a wait under a mask waits for.
op::Poll poll_of(const op::PollUnder& o) { return {static_cast<PollCall>(o.call), o.fd, o.timeout}; }
op::Poll poll_of(const Operation& operation) {
  const auto* under = std::get_if<op::PollUnder>(&operation);
  return under ? poll_of(*under) : std::get<op::Poll>(operation);
}

}  // namespace

// signalfd_poll()
bool Kernel::readable(ThreadRef t, const SignalFile& file) const {
  const bool creator_lives = task(file.creator).state != TaskState::kReleased;
  const ThreadRef owner = dialect_.poll_asks_for_poller || !creator_lives ? t : file.creator;
  const SignalSet mask = file.mask - unseen(owner);
  return !((task(owner).pending.set | group_of(owner).shared_pending.set) & mask).empty();
}

Outcome Kernel::perform(ThreadRef t, std::uint8_t step, const op::Poll& o) { return begin_poll(t, step, o); }

// set_user_sigmask(). What epoll is to watch is told to it before.
Outcome Kernel::perform(ThreadRef ref, std::uint8_t step, const op::PollUnder& o) {
  const op::Poll poll = poll_of(o);
  const bool closed = is_signalfd(o.fd) && w_.files_of(ref)[place_of(o.fd)].serial == 0;
  if (poll.call == PollCall::kEpollWait && closed) return begin_poll(ref, step, poll);
  if (!(o.mask & kUnblockable).empty()) mark(Rule::kKillAndStopLeaveMasks, ref);
  Task& t = task(ref);
  t.saved_sigmask = t.blocked;
  t.restore_sigmask = true;
  set_current_blocked(ref, o.mask);
  return end_poll_under(ref, begin_poll(ref, step, poll));
}

// A poll of a signalfd enters the queue of its process before it looks; so does an epoll instance, when it is told of
// the descriptor.
Outcome Kernel::begin_poll(ThreadRef ref, std::uint8_t step, const op::Poll& poll) {
  Task& t = task(ref);
  if (is_signalfd(poll.fd)) {
    t.file = w_.files_of(ref)[place_of(poll.fd)];
    if (t.file.serial == 0 && looks_for_closed(poll.call)) return poll_of_closed(ref, step, poll.call, true);
    t.epoll_watches = poll.call == PollCall::kEpollWait;
    t.epoll_event = t.epoll_watches && readable(ref, t.file);
    auto& queue = w_.sighand_of(group_of(ref)).signalfd_wqh;
    queue.insert(queue.begin(), ref);
  }
  const Outcome out = look_at(ref, step, poll);
  if (out.kind == Outcome::Kind::kAsleep) {
    t.sleep = Sleep::kPoll;
  } else if (is_signalfd(poll.fd)) {
    leave_signalfd_queue(ref);
  }
  return out;
}

bool Kernel::looks_for_closed(PollCall call) const { return call != PollCall::kSelect || dialect_.select_knows_closed; }

// do_pollfd(), do_select(): of a descriptor that is not open as the wait begins, or that was closed since.
Outcome Kernel::poll_of_closed(ThreadRef t, std::uint8_t step, PollCall call, bool begins) {
  const bool polls = call == PollCall::kPoll;
  const bool told = polls ? dialect_.closed_gives_pollnval : !begins && dialect_.closed_while_selected_is_readable;
  if (!told) return fail(t, step, Errno::kBadf, Rule::kPollOfClosed);
  return done(t, step, polls ? kPollNotOpen : kPollIn, Rule::kPollOfClosed);
}

// One look. poll and select look the descriptor up by its number each time; epoll asks what it was told of, and only
// after an event.
Outcome Kernel::look_at(ThreadRef ref, std::uint8_t step, const op::Poll& poll) {
  Task& t = task(ref);
  const bool epoll = poll.call == PollCall::kEpollWait, hasty = poll.timeout == PollTime::kZero;
  bool ready = poll.fd == Watched::kReady;
  if (is_signalfd(poll.fd)) {
    const SignalFile& file = epoll ? t.file : w_.files_of(ref)[place_of(poll.fd)];
    if (file.serial == 0 && looks_for_closed(poll.call)) return poll_of_closed(ref, step, poll.call, false);
    ready = file.serial != 0 && readable(ref, file) && (!epoll || (t.epoll_event && is_open(file)));
    t.epoll_event = epoll && ready;
    // ep_send_events() gives nothing to who is being killed, so that a mask of the wait stays in force until the end.
    if (epoll && t.pending.set.contains(kSigKill)) ready = false;
    if (ready && task(file.creator).process != t.process) mark(Rule::kPollAsksForPoller, ref);
  }
  if (hasty && !dialect_.zero_timeout_looks) ready = false;
  if (ready && (dialect_.ready_wins || !t.sigpending))
    return done(ref, step, kPollIn, t.sigpending ? Rule::kReadyWins : Rule::kReadyFound);
  const bool times_out = hasty && dialect_.zero_timeout_returns;
  if (epoll && times_out && (dialect_.epoll_timeout_wins || !t.sigpending))
    return done(ref, step, 0, t.sigpending ? Rule::kEpollTimeoutWins : Rule::kPollTimesOut);
  if (t.sigpending && (epoll || !times_out || dialect_.signal_wins_over_timeout)) {
    Outcome out = fail(ref, step, Errno::kIntr, Rule::kWaitAlwaysInterrupted);
    if (hasty) mark(Rule::kSignalWinsOverTimeout, ref);
    if (!epoll || !dialect_.epoll_never_restarts) out.kind = Outcome::Kind::kRestartNoHandler;
    return out;
  }
  if (times_out) return done(ref, step, 0, Rule::kPollTimesOut);
  return {Outcome::Kind::kAsleep, Rule::kReadyFound, {}, {}};
}

Outcome Kernel::continue_poll(ThreadRef ref, std::uint8_t step) {
  const Operation& operation = scenario_.steps[step].operation;
  Outcome out = look_at(ref, step, poll_of(operation));
  if (out.kind == Outcome::Kind::kAsleep) {
    mark(Rule::kPollSleepsOn, ref);
    if (dialect_.woken_poll_sleeps_on) return out;
    out = done(ref, step, 0, Rule::kPollSleepsOn);
  }
  leave_signalfd_queue(ref);
  return std::holds_alternative<op::PollUnder>(operation) ? end_poll_under(ref, out) : out;
}

// restore_saved_sigmask_unless(): what a signal ended keeps the mask until that is delivered.
Outcome Kernel::end_poll_under(ThreadRef ref, const Outcome& out) {
  Task& t = task(ref);
  const bool interrupted =
      out.kind == Outcome::Kind::kRestartNoHandler || out.event.result == -static_cast<std::int32_t>(Errno::kIntr);
  if (out.kind == Outcome::Kind::kAsleep) return out;
  if (interrupted) {
    mark(Rule::kWaitReplacesMask, ref);
    return out;
  }
  mark(Rule::kReadyRestoresMask, ref);
  if (t.sigpending && !dialect_.ready_outruns_handlers) return out;
  t.restore_sigmask = false;
  note(Happening::kMaskIsBack, ref);
  const SignalSet saved = std::exchange(t.saved_sigmask, {});
  if (dialect_.ready_restores_mask) set_current_blocked(ref, saved);
  return out;
}

}  // namespace sigconform
