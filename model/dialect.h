// A dialect: values for the variation points, the places where systems differ from each other. The default is
// Linux 6.18. The same points serve kernel versions, falsified models (one point flipped must be noticed by a run
// against a real kernel), and later the diagnosis of foreign systems. This file must not know how points act.
#pragma once

#include "model/rules/rules.h"

#include <span>
#include <string_view>

namespace sigconform {

struct Dialect {
  bool coalesce_standard = true;          // queue.standard-coalesces
  bool realtime_fifo = true;              // dequeue.oldest-first
  bool private_first = true;              // dequeue.private-before-shared
  bool synchronous_first = true;          // dequeue.synchronous-first
  bool stop_flushes_cont = true;          // generate.stop-flushes-cont
  bool cont_flushes_stop = true;          // generate.cont-flushes-stop, from the shared queue
  bool cont_flushes_private_stop = true;  // generate.cont-flushes-stop, from the threads' own queues
  bool blocked_ignored_kept = true;       // ignore.blocked-is-kept
  bool ignoring_discards_pending = true;  // sigaction.ignoring-discards-pending
  bool sa_mask_applies = true;            // handler.mask
  bool first_exit_status_wins = true;     // exit.first-status-wins
  bool overflow_refuses_sigqueue = true;  // queue.overflow-eagain
  bool overflow_loses_kill_info = true;   // queue.overflow-loses-info
  bool fork_clears_pending = true;        // fork.nothing-pending
  bool dying_group_drops = true;          // generate.dying-group-drops
  bool exiting_thread_drops = true;       // generate.exiting-thread-drops, exit.private-queue-dies
  bool last_thread_decides = true;        // exit.last-thread-decides
  bool notice_has_group_status = true;    // exit.notice-has-status-of-wait
  bool nowait_has_group_status = true;    // wait.nowait-has-status-of-wait
  bool operator==(const Dialect&) const = default;
};

inline constexpr std::string_view kDefaultDialect = "linux-6.18";

// One variation point: flipping it falsifies `rule`.
struct VariationPoint {
  std::string_view id;  // "coalesce-standard"
  bool Dialect::*point;
  Rule rule;
  std::string_view flipped;  // one sentence: what a system does where the point is false
};
[[nodiscard]] std::span<const VariationPoint> variation_points();
// nullptr when no point has that id.
[[nodiscard]] const VariationPoint* find_variation_point(std::string_view id);

// True when `release` (uname -r) is of the series that the dialect describes.
[[nodiscard]] bool dialect_describes(std::string_view dialect, std::string_view release);

}  // namespace sigconform
