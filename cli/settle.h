// Which dialect a subject is held to when nobody named one: that of its release, except for what the subject itself
// shows of the points that changed with time. It must not know what is run on the subject afterwards.
#pragma once

#include "cli/options.h"
#include "properties/version.h"
#include "reports/run_description.h"
#include "subjects/subject.h"

#include <string>
#include <vector>

namespace sigconform::cli {

struct Settled {
  ModelOptions model;              // its dialect is a name, and its settings say the rest
  std::vector<std::string> notes;  // how that was found out, a sentence each; none when it was given
  std::vector<PointEvidence> evidence;
};

// Runs the probes where the dialect is kAutoDialect. Settings that were given stay as they are. The model is held to
// the default dialect, whatever it was told to behave like: that is what its runs are to find out.
[[nodiscard]] Settled settle(const ModelOptions& given, Subject& subject);

// Fills what the run is told of dialect, settings and what was falsified.
void describe(const Settled& settled, RunDescription& run);

}  // namespace sigconform::cli
