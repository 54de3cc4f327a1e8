// What sigconform ends with; users' scripts rely on these four numbers.
#pragma once

#include <stdexcept>
#include <string>

namespace sigconform::cli {

inline constexpr int kConforms = 0;   // and: every property holds, the file was written, the list was printed
inline constexpr int kDiverges = 1;   // a divergence, or a failed property
inline constexpr int kBadUsage = 2;   // options, or a file that was given
inline constexpr int kNoVerdict = 3;  // the subject could not be run, or the run gave no verdict

// Bad usage or bad input: what() is one line for the user, which names the option or file and the mend.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace sigconform::cli
