// One operation as one C expression: the system call that performs it. It must not know what it leads to.
#pragma once

#include "model/operations.h"
#include "model/vocabulary.h"

#include <string>

namespace sigconform {

// What a result that is not negative means: it decides how the result is spelled and printed.
enum class CResult : char { kNumber = 'n', kPid = 'p', kSignal = 's', kTimer = 't', kCpuLimit = 'c' };

struct CCall {
  std::string expression;  // "sys(SYS_kill, pid_of(P1), SIGHUP)"
  CResult result;
};

[[nodiscard]] CCall c_call(const Operation& operation, ThreadId actor);

}  // namespace sigconform
