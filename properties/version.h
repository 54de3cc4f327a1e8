// Which rules a subject is to be held to when nobody named a dialect: those of its release, except for what it shows
// itself of the points that changed with time. It must not know what is run on the subject afterwards.
#pragma once

#include "properties/probes.h"
#include "subjects/subject.h"

#include <string>
#include <vector>

namespace sigconform {

// What a subject is by its release, and what its probes say.
struct Version {
  std::string nearest;  // the newest dialect that is not newer than the release
  Dialect by_release;
  std::vector<PointEvidence> evidence;
  bool known{true};  // false: what the subject calls itself is no release of Linux; the default dialect stands for it

  // What the subject is held to.
  [[nodiscard]] Dialect rules() const { return with(by_release, evidence); }
};
// Runs the probes.
[[nodiscard]] Version version_of(Subject& subject);

}  // namespace sigconform
