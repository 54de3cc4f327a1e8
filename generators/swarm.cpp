// Drawing a swarm; see swarm.h.
#include "generators/swarm.h"

#include "generators/chapters.h"

#include <algorithm>
#include <type_traits>

namespace sigconform {
namespace {

// How often an operation is wanted where it is in at all. Operations that end things are rare, or nothing else
// would happen.
struct UsualWeight {
  int operator()(const op::Kill&) const { return 24; }
  int operator()(const op::Tkill&) const { return 6; }
  int operator()(const op::Tgkill&) const { return 10; }
  int operator()(const op::RtSigqueueinfo&) const { return 10; }
  int operator()(const op::RtTgsigqueueinfo&) const { return 8; }
  int operator()(const op::QueueSiginfo&) const { return 5; }
  int operator()(const op::PidfdSendSignal&) const { return 8; }
  int operator()(const op::Write&) const { return 4; }
  int operator()(const op::NotifyOwner&) const { return 6; }
  int operator()(const op::RtSigaction&) const { return 16; }
  int operator()(const op::RtSigprocmask&) const { return 14; }
  int operator()(const op::RtSigpending&) const { return 4; }
  int operator()(const op::RtSigtimedwait&) const { return 10; }
  int operator()(const op::Block&) const { return 8; }
  int operator()(const op::BlockUnder&) const { return 6; }
  int operator()(const op::Poll&) const { return 5; }
  int operator()(const op::PollUnder&) const { return 6; }
  int operator()(const op::CreateSignalfd&) const { return 6; }
  int operator()(const op::Signalfd4&) const { return 3; }
  int operator()(const op::ReadSignalfd&) const { return 12; }
  int operator()(const op::CloseSignalfd&) const { return 1; }
  int operator()(const op::RtSigtimedwaitUnwritable&) const { return 2; }
  int operator()(const op::PassBadSet&) const { return 1; }
  int operator()(const op::Return&) const { return 8; }
  int operator()(const op::ReturnWithMask&) const { return 4; }
  int operator()(const op::LeaveHandler&) const { return 4; }
  int operator()(const op::Sigaltstack&) const { return 8; }
  int operator()(const op::Fork&) const { return 5; }
  int operator()(const op::Vfork&) const { return 4; }
  int operator()(const op::CloneThread&) const { return 4; }
  int operator()(const op::Clone3&) const { return 6; }
  int operator()(const op::Execve&) const { return 2; }
  int operator()(const op::Exit&) const { return 3; }
  int operator()(const op::ExitGroup&) const { return 2; }
  int operator()(const op::SetPdeathsig&) const { return 3; }
  int operator()(const op::GetPdeathsig&) const { return 2; }
  int operator()(const op::SetChildSubreaper&) const { return 2; }
  int operator()(const op::Wait4&) const { return 8; }
  int operator()(const op::Waitid&) const { return 8; }
  int operator()(const op::Setpgid&) const { return 4; }
  int operator()(const op::Setsid&) const { return 2; }
  int operator()(const op::Setrlimit&) const { return 3; }
  int operator()(const op::SetCpuLimit&) const { return 2; }
  int operator()(const op::Setresuid&) const { return 3; }
  int operator()(const op::DropCapabilities&) const { return 1; }
  int operator()(const op::Fault&) const { return 4; }
  int operator()(const op::Setitimer&) const { return 5; }
  int operator()(const op::Getitimer&) const { return 3; }
  int operator()(const op::TimerCreate&) const { return 6; }
  int operator()(const op::TimerSettime&) const { return 10; }
  int operator()(const op::TimerGettime&) const { return 2; }
  int operator()(const op::TimerGetoverrun&) const { return 2; }
  int operator()(const op::TimerDelete&) const { return 3; }
  int operator()(const op::Elapse&) const { return 24; }
  int operator()(const op::Freeze&) const { return 5; }
};

template <std::size_t... Kinds>
constexpr std::array<int (*)(), kOperationKinds> usual_weights(std::index_sequence<Kinds...>) {
  return {+[] { return UsualWeight{}(std::variant_alternative_t<Kinds, Operation>{}); }...};
}
constexpr auto kUsualWeight = usual_weights(std::make_index_sequence<kOperationKinds>{});

template <typename Op>
constexpr std::size_t kind_of() {
  return Operation(std::in_place_type<Op>).index();
}

constexpr std::array kJobControl{kSigStop, kSigTstp, kSigTtin, kSigTtou, kSigCont};
constexpr std::array kSynchronous{kSigIll, kSigTrap, kSigBus, kSigFpe, kSigSegv, kSigSys};
constexpr std::array kHarmless{kSigChld, kSigCont, kSigUrg, kSigWinch};
constexpr std::array kFatal{kSigHup,  kSigInt,  kSigQuit, kSigAbrt, kSigKill,   kSigUsr1, kSigUsr2, kSigPipe,
                            kSigAlrm, kSigTerm, kSigXcpu, kSigXfsz, kSigVtalrm, kSigProf, kSigIo,   kSigPwr};
constexpr std::array kEdges{Signo{31}, Signo{32}, Signo{33}, Signo{34}, Signo{63}, Signo{64}};

Signo draw_palette_signal(Rng& rng) {
  const int kind = rng.below(100);
  if (kind < 24) return rng.one_of(kJobControl);
  if (kind < 36) return rng.one_of(kSynchronous);
  if (kind < 46) return rng.one_of(kHarmless);
  if (kind < 72) return rng.one_of(kFatal);
  if (kind < 82) return rng.one_of(kEdges);
  return Signo{rng.between(kFirstRealtime, kLastSignal)};
}

// What does not serve the chapters is there now and then, since it may be what a rule of theirs is the exception to.
void lean_towards(const ChapterSet& chapters, Rng& rng, Swarm& s) {
  constexpr int kOtherPercent = 25;
  constexpr int kOtherWeight = 2;
  constexpr int kServingFactor = 4;
  for (std::size_t kind = 0; kind < kOperationKinds; ++kind) {
    if ((chapters_of(kind) & chapters).any())
      s.weight[kind] = std::max(s.weight[kind], kUsualWeight[kind]()) * kServingFactor;
    else
      s.weight[kind] = rng.chance(kOtherPercent) ? kOtherWeight : 0;
  }
}

void draw_palette(Rng& rng, const ChapterSet& chapters, Swarm& s) {
  const int wanted = rng.between(2, kPaletteMax);
  // What stopping is about is said by signals, not by operations.
  const int stopping = chapters.test(static_cast<std::size_t>(Chapter::kJobs)) ? 2 : 0;
  while (static_cast<int>(s.palette.size()) < wanted) {
    const Signo sig =
        static_cast<int>(s.palette.size()) < stopping ? rng.one_of(kJobControl) : draw_palette_signal(rng);
    if (std::find(s.palette.begin(), s.palette.end(), sig) == s.palette.end()) s.palette.push_back(sig);
    s.palette_set.add(sig);
  }
}

}  // namespace

Swarm draw_swarm(Rng& rng, const ChapterSet& chapters) {
  Swarm s;
  constexpr std::array kScales{1, 1, 2, 4, 8};
  const int left_out = rng.between(10, 60);
  for (std::size_t kind = 0; kind < kOperationKinds; ++kind)
    if (!rng.chance(left_out)) s.weight[kind] = kUsualWeight[kind]() * rng.one_of(kScales);
  if (chapters.any()) lean_towards(chapters, rng, s);
  // Without generation nothing happens, and a parked handler must be able to end.
  s.weight[kind_of<op::Kill>()] = std::max(s.weight[kind_of<op::Kill>()], 10);
  s.weight[kind_of<op::Return>()] = std::max(s.weight[kind_of<op::Return>()], 8);
  s.weight[kind_of<op::RtSigprocmask>()] = std::max(s.weight[kind_of<op::RtSigprocmask>()], 4);
  s.weight[kind_of<op::RtSigaction>()] = std::max(s.weight[kind_of<op::RtSigaction>()], 4);
  for (const int w : s.weight) s.total_weight += w;
  draw_palette(rng, chapters, s);
  s.burst_percent = rng.chance(50) ? 0 : rng.between(5, 60);
  s.park_percent = rng.chance(40) ? 0 : rng.between(5, 80);
  s.ignore_percent = rng.between(5, 50);
  s.siginfo_percent = rng.chance(80) ? 90 : 40;
  s.flag_percent = rng.between(0, 30);
  s.onstack_percent = s.weight[kind_of<op::Sigaltstack>()] > 0 ? 60 : 3;
  s.odd_percent = rng.chance(50) ? 2 : rng.between(2, 20);
  s.fatal_percent = rng.chance(60) ? 4 : rng.between(4, 40);
  s.forever_percent = rng.between(10, 60);
  return s;
}

std::size_t draw_kind(Rng& rng, const Swarm& swarm) {
  int at = rng.below(swarm.total_weight);
  for (std::size_t kind = 0; kind < kOperationKinds; ++kind) {
    at -= swarm.weight[kind];
    if (at < 0) return kind;
  }
  return 0;
}

}  // namespace sigconform
