// What a run of the model leaves behind besides the next state: the events that user space would see, the rule
// behind each, which rules decided anything, and, when asked, every single decision in order, and what became of
// every single instance of a signal.
#pragma once

#include "model/observation.h"
#include "model/rules/rules.h"

#include <vector>

namespace sigconform {

// One decision: `rule` was applied to `signo` (0: none in particular) at `thread` during `step`.
struct Mark {
  Rule rule{};
  ThreadId thread{};
  Signo signo{};
  std::uint8_t step{};
  std::uint16_t events_before{};  // how many events had been recorded by then
};

// What the journal tells. With it properties follow every instance of a signal without trusting the queues.
enum class Happening : std::uint8_t {
  kPerforms,    // the thread begins the operation of `step`
  kBorn,        // the thread comes to be, made by `info.pid`
  kWoken,       // the thread becomes runnable
  kExecutes,    // the thread, which was `info.pid` before, begins a new image
  kExits,       // the thread is past its last instruction
  kMaskIsBack,  // a wait under a mask of its own ends without a signal: the mask from before is in force
  kGenerated,   // a signal is sent; `mask`: what the thread blocks, and blocked before it fell asleep in sigtimedwait
  // The fate of the instance that was generated last:
  kQueued,      // it is pending, with its siginfo
  kQueuedBare,  // it is pending, without siginfo
  kCoalesced,   // the one that is pending stands for it
  kIgnored,
  kRefused,   // the sender is told EAGAIN
  kDropped,   // the process or the thread is dying
  kRequeued,  // no fate: an instance that was parked while it was ignored is pending again
  // The fate of an instance that is pending:
  kDequeued,   // the thread took it; `mask`: what it would not have taken
  kDelivered,  // the instance that the thread took last is acted upon; `mask`: what the thread blocks by now
  kLost,       // there was no place for the frame of its handler
  kFlushed,
  kDiedWith,  // its process or thread is gone
};

struct JournalEntry {
  Happening what{};
  ThreadId thread{};  // for a shared queue: the thread that was suggested or that took it; the leader when flushed
  bool shared{false};
  SignalInfo info{};
  SignalSet mask{};
  std::uint8_t step{};            // kPerforms: that step
  std::uint16_t events_before{};  // how many events had been recorded by then
};

struct Record {
  std::vector<Event> events;
  std::vector<Rule> because;  // one an event
  RuleSet hits;
  bool keep_hits_after{false};
  std::vector<RuleSet> hits_after;  // filled when keep_hits_after: `hits` at the end of each burst
  bool keep_marks{false};
  std::vector<Mark> marks;  // filled when keep_marks
  bool keep_journal{false};
  std::vector<JournalEntry> journal;  // filled when keep_journal

  void clear() {
    events.clear();
    because.clear();
    hits_after.clear();
    marks.clear();
    journal.clear();
  }
};

}  // namespace sigconform
