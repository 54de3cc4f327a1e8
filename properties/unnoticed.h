// Variation points that no property is about: only the comparison with a real system notices them, and why that is so.
#pragma once

#include <cstddef>
#include <map>
#include <string_view>

namespace sigconform {

// Noticed by the comparison only, because…
inline const std::map<std::string_view, std::string_view> kNoPropertyBecause{
    // generation
    {"broken-stop-is-announced", "whether a stop was incomplete when SIGCONT came shows only inside one burst"},
    {"real-user-is-charged", "the users of an entry's owner may change while it is queued"},
    {"leader-before-sender", "any thread that does not block a signal may take it"},
    {"suggested-is-first", "any thread that does not block a signal may take it"},
    {"ring-goes-on", "any thread that does not block a signal may take it"},
    {"choice-is-sticky", "any thread that does not block a signal may take it"},
    {"nobody-is-woken", "a thread that wakes for nothing may sleep on"},
    {"fatal-acts-at-once", "how soon a fatal signal acts is open where the thread can take it"},
    {"last-signal-is-sent", "properties are about what signals do, not about which there are"},
    {"code-before-target", "which of two errors goes first where both have a cause is open"},
    {"coredump-is-dequeued", "how soon a fatal signal acts is open where the thread can take it"},
    // sources
    {"trap-perf-is-known", "which codes mean something is a table, and a property would be the same table"},
    {"user-dispatch-is-known", "which codes mean something is a table, and a property would be the same table"},
    {"shadow-stack-is-known", "which codes mean something is a table, and a property would be the same table"},
    {"ignored-filter-is-default", "a call that is not made and a signal that is not sent leave nothing to be seen"},
    {"pidfd-signo-may-be-realtime", "which numbers pass is a table, and a property would be the same table"},
    {"owner-process-by-any-thread", "whether nobody is told or nobody is named shows in an error alone"},
    {"owner-group-may-be-empty", "whether nobody is told or nobody is named shows in an error alone"},
    // delivery
    {"last-signal-has-action", "properties are about what signals do, not about which there are"},
    {"delivered-before-answer", "how soon a thread takes what it sent itself is this rule alone"},
    {"lack-of-restorer-is-noticed", "a handler that does not run, and what its signal blocks, are its rule alone"},
    {"filter-rolls-back", "what a call gives that was not made is no matter of signals"},
    // waiting
    {"change-tells-descriptor", "what a call answers that changes a descriptor is no matter of signals"},
    // jobs
    {"terminal-stops-stop", "a property would have to repeat the account of which groups are orphaned"},
    {"orphaned-group-goes-on", "a property would have to repeat the account of which groups are orphaned"},
    {"newly-orphaned-is-hung-up", "a property would have to repeat the account of which groups are orphaned"},
    {"adopted-ties-group", "a property would have to repeat the account of which groups are orphaned"},
    // states
    {"vfork-takes-what-came", "how soon a thread takes what came while it slept is this rule alone"},
    // death
    {"exit-runs-through", "who runs before a death is announced is the scheduler's matter"},
    {"private-queue-dies", "nobody can take what a dead thread has pending"},
    {"dead-leader-reports-stops", "whether a report was unread needs the model's own account of it"},
    {"other-child-wakes-nobody", "who was woken in vain sleeps on as if nothing had been"},
    // birth
    {"setsid-tells-session", "the number of the session is told by this answer alone"},
    {"new-thread-looks", "any thread that does not block a signal may take it"},
};

// At most one point in so many may be without a property.
inline constexpr std::size_t kPointsPerExcuse = 5;

}  // namespace sigconform
