// The dialect that the options of the model mean; see options.h.
#include "cli/options.h"

namespace sigconform::cli {

Dialect ModelOptions::truth() const {
  Dialect values = *find_dialect(dialect);
  values.scheduling = scheduling;
  for (const PointSetting& setting : settings) values.*(setting.point->point) = setting.on;
  return values;
}

Dialect ModelOptions::values() const {
  Dialect flipped = truth();
  for (const std::string& id : falsified) flipped.*(find_variation_point(id)->point) = false;
  return flipped;
}

std::string ModelOptions::changes() const {
  std::string text;
  for (const PointSetting& setting : settings) text += " --set " + to_text(setting);
  for (const std::string& id : falsified) text += " --falsify " + id;
  return text;
}

std::string ModelOptions::words() const { return " --dialect " + dialect + changes(); }

}  // namespace sigconform::cli
