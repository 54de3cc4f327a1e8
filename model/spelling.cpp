// Distances between words; see spelling.h.
#include "model/spelling.h"

#include <algorithm>
#include <vector>

namespace sigconform {

// More letters to change than this is another word.
inline constexpr std::size_t kSlipsMax = 3;

std::size_t spelling_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::string_view nearest(std::string_view word, const std::string_view* candidates, std::size_t count) {
  std::string_view best;
  std::size_t best_distance = std::min(kSlipsMax, word.size() / 2) + 1;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t d = spelling_distance(word, candidates[i]);
    if (d < best_distance) best_distance = d, best = candidates[i];
  }
  return best;
}

}  // namespace sigconform
