// How the owner of a descriptor is told of input: si_band and si_fd lie where other siginfos have the sender and the
// value. It must not know who is told, or by which signal.
#pragma once

#include "model/observation.h"

#include <cstdint>

namespace sigconform {

inline constexpr SiCode kPollInput{1};
inline constexpr PidName kInputEvents{kForeignPid + 0x41};  // EPOLLIN | EPOLLRDNORM, read as a pid

// `code` is POLL_IN, or SI_SIGIO for signals that have codes of their own.
[[nodiscard]] constexpr SignalInfo input_info(Signo sig, SiCode code, std::int32_t descriptor) {
  return {sig.value, 0, code.value, kInputEvents, kRoot, descriptor};
}
[[nodiscard]] inline bool tells_of_input(const SignalInfo& info) {
  const SiCode code{info.code};
  return (code == kPollInput || code == kSiSigio) && info.value >= 0 && info.value <= INT32_MAX &&
         info == input_info(Signo{info.signo}, code, static_cast<std::int32_t>(info.value));
}

}  // namespace sigconform
