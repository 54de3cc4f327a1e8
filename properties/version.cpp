// The version of a subject; see version.h.
#include "properties/version.h"

#include <optional>

namespace sigconform {

Version version_of(Subject& subject) {
  Version out;
  out.nearest = kDefaultDialect;
  if (const std::optional<Release> release = parse_release(subject.capabilities().kernel)) {
    out.nearest = nearest_dialect(*release).name;
    out.by_release = dialect_of_release(*release);
  } else {
    out.known = false;
  }
  out.by_release.scheduling = subject.capabilities().scheduling;
  out.evidence = gather_evidence(subject, out.by_release);
  return out;
}

}  // namespace sigconform
