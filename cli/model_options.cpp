// The dialect that the options of the model mean; see options.h.
#include "cli/options.h"

namespace sigconform::cli {

Dialect ModelOptions::values() const {
  Dialect flipped;
  for (const std::string& id : falsified) flipped.*(find_variation_point(id)->point) = false;
  return flipped;
}

std::string ModelOptions::words() const {
  std::string text;
  if (dialect != kDefaultDialect) text += " --dialect " + dialect;
  for (const std::string& id : falsified) text += " --falsify " + id;
  return text;
}

}  // namespace sigconform::cli
