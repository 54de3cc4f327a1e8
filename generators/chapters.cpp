// The table of operations and chapters; see chapters.h.
#include "generators/chapters.h"

#include <array>
#include <initializer_list>

namespace sigconform {
namespace {

ChapterSet these(std::initializer_list<Chapter> chapters) {
  ChapterSet set;
  for (const Chapter chapter : chapters) set.set(static_cast<std::size_t>(chapter));
  return set;
}

// One line an operation; a forgotten one does not compile.
struct Serves {
  using enum Chapter;
  ChapterSet operator()(const op::Kill&) const { return these({kGeneration, kSources, kDelivery, kJobs, kStates}); }
  ChapterSet operator()(const op::Tkill&) const { return these({kGeneration, kDelivery, kStates}); }
  ChapterSet operator()(const op::Tgkill&) const { return these({kGeneration, kSources, kDelivery, kStates}); }
  ChapterSet operator()(const op::RtSigqueueinfo&) const { return these({kGeneration, kDelivery, kWaiting}); }
  ChapterSet operator()(const op::RtTgsigqueueinfo&) const { return these({kGeneration, kSources, kDelivery}); }
  ChapterSet operator()(const op::QueueSiginfo&) const { return these({kSources}); }
  ChapterSet operator()(const op::PidfdSendSignal&) const { return these({kSources}); }
  ChapterSet operator()(const op::Write&) const { return these({kSources}); }
  ChapterSet operator()(const op::NotifyOwner&) const { return these({kSources}); }
  ChapterSet operator()(const op::RtSigaction&) const {
    return these({kGeneration, kSources, kDelivery, kJobs, kDeath, kWaiting, kTimers});
  }
  ChapterSet operator()(const op::RtSigprocmask&) const {
    return these({kGeneration, kSources, kDelivery, kWaiting, kTimers});
  }
  ChapterSet operator()(const op::RtSigpending&) const { return these({kGeneration, kDelivery, kWaiting}); }
  ChapterSet operator()(const op::RtSigtimedwait&) const { return these({kGeneration, kDelivery, kWaiting, kTimers}); }
  ChapterSet operator()(const op::Block&) const { return these({kDelivery, kWaiting, kTimers}); }
  ChapterSet operator()(const op::BlockUnder&) const { return these({kDelivery, kWaiting}); }
  ChapterSet operator()(const op::Poll&) const { return these({kWaiting}); }
  ChapterSet operator()(const op::PollUnder&) const { return these({kWaiting}); }
  ChapterSet operator()(const op::CreateSignalfd&) const { return these({kWaiting}); }
  ChapterSet operator()(const op::Signalfd4&) const { return these({kWaiting}); }
  ChapterSet operator()(const op::ReadSignalfd&) const { return these({kWaiting}); }
  ChapterSet operator()(const op::CloseSignalfd&) const { return these({kWaiting}); }
  ChapterSet operator()(const op::RtSigtimedwaitUnwritable&) const { return these({kWaiting}); }
  ChapterSet operator()(const op::PassBadSet&) const { return these({kWaiting}); }
  ChapterSet operator()(const op::Return&) const { return these({kSources, kDelivery}); }
  ChapterSet operator()(const op::ReturnWithMask&) const { return these({kSources, kDelivery}); }
  ChapterSet operator()(const op::LeaveHandler&) const { return these({kSources, kDelivery}); }
  ChapterSet operator()(const op::Sigaltstack&) const { return these({kDelivery, kBirth}); }
  ChapterSet operator()(const op::Fork&) const { return these({kJobs, kDeath, kBirth, kSources, kTimers}); }
  ChapterSet operator()(const op::Vfork&) const { return these({kJobs, kStates, kDeath, kBirth}); }
  ChapterSet operator()(const op::CloneThread&) const {
    return these({kGeneration, kSources, kJobs, kDeath, kBirth, kStates});
  }
  ChapterSet operator()(const op::Execve&) const { return these({kStates, kBirth}); }
  ChapterSet operator()(const op::Clone3&) const { return these({kJobs, kDeath, kBirth}); }
  ChapterSet operator()(const op::Exit&) const { return these({kGeneration, kJobs, kDeath, kStates, kTimers}); }
  ChapterSet operator()(const op::ExitGroup&) const { return these({kJobs, kDeath, kStates}); }
  ChapterSet operator()(const op::SetPdeathsig&) const { return these({kSources, kDeath, kBirth}); }
  ChapterSet operator()(const op::SetChildSubreaper&) const { return these({kDeath, kBirth}); }
  ChapterSet operator()(const op::GetPdeathsig&) const { return these({kSources}); }
  ChapterSet operator()(const op::Wait4&) const { return these({kJobs, kDeath}); }
  ChapterSet operator()(const op::Waitid&) const { return these({kJobs, kDeath}); }
  ChapterSet operator()(const op::Setpgid&) const { return these({kSources, kJobs, kDeath, kBirth}); }
  ChapterSet operator()(const op::Setsid&) const { return these({kJobs, kBirth}); }
  ChapterSet operator()(const op::Setrlimit&) const { return these({kGeneration, kSources, kBirth, kTimers}); }
  ChapterSet operator()(const op::SetCpuLimit&) const { return these({kSources}); }
  ChapterSet operator()(const op::Setresuid&) const { return these({kGeneration, kDeath, kBirth, kSources}); }
  ChapterSet operator()(const op::DropCapabilities&) const { return these({kGeneration, kBirth}); }
  ChapterSet operator()(const op::Setitimer&) const { return these({kTimers}); }
  ChapterSet operator()(const op::Getitimer&) const { return these({kTimers}); }
  ChapterSet operator()(const op::TimerCreate&) const { return these({kTimers}); }
  ChapterSet operator()(const op::TimerSettime&) const { return these({kTimers}); }
  ChapterSet operator()(const op::TimerGettime&) const { return these({kTimers}); }
  ChapterSet operator()(const op::TimerGetoverrun&) const { return these({kTimers}); }
  ChapterSet operator()(const op::TimerDelete&) const { return these({kTimers}); }
  ChapterSet operator()(const op::Elapse&) const { return these({kTimers}); }
  ChapterSet operator()(const op::Freeze&) const { return these({kStates}); }
  ChapterSet operator()(const op::Fault&) const { return these({kSources, kDelivery}); }
};

template <std::size_t... Kinds>
std::array<ChapterSet, kOperationKinds> table(std::index_sequence<Kinds...>) {
  return {Serves{}(std::variant_alternative_t<Kinds, Operation>{})...};
}

}  // namespace

const ChapterSet& chapters_of(std::size_t operation_kind) {
  static const auto chapters = table(std::make_index_sequence<kOperationKinds>{});
  return chapters[operation_kind];
}

}  // namespace sigconform
