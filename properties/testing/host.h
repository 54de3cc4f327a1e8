// For tests: the host, and the rules that it keeps. It must not know what they are tested with.
#pragma once

#include "properties/version.h"
#include "subjects/subject.h"

#include <memory>

namespace sigconform::testing {

// A machine may run any kernel: its own rules are those of its release, but for what its probes show.
struct Host {
  std::unique_ptr<Subject> subject;
  Dialect rules;
};
// Throws SubjectUnavailable.
[[nodiscard]] inline Host start_host_by_its_rules() {
  Host host{start_host({}), {}};
  host.rules = version_of(*host.subject).rules();
  return host;
}

}  // namespace sigconform::testing
