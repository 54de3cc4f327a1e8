// How thorough tests are that search: everything in plain builds; a sample under the sanitizers, which are ten times
// slower and look for other things.
#pragma once

#include <cstddef>

namespace sigconform::testing {

#ifdef __SANITIZE_ADDRESS__
inline constexpr std::size_t kEveryNth = 8;
#else
inline constexpr std::size_t kEveryNth = 1;
#endif

}  // namespace sigconform::testing
