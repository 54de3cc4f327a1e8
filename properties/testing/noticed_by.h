// Which property is about which variation point of the model. A point stands here or in unnoticed.h.
#pragma once

#include <map>
#include <string_view>

namespace sigconform::testing {

inline const std::map<std::string_view, std::string_view> kNoticedBy{
#include "properties/testing/noticed_by.inc"
};

}  // namespace sigconform::testing
