// Kernel images by version: where ci/kernels keeps those that it got. It must not know what boots them, nor how they
// are got.
#pragma once

#include <string>
#include <string_view>

namespace sigconform {

// "linux-6.12", "6.12.107", "7.3-rc7". Everything else is a path.
[[nodiscard]] bool is_kernel_version(std::string_view name);

// $SIGCONFORM_KERNELS, or else a folder below $XDG_CACHE_HOME, or ~/.cache. Empty when none of these is set.
[[nodiscard]] std::string kernel_folder();

// The image that a name means: of a series the newest that is in `folder`. A path is what it is. Throws
// SubjectUnavailable, with how to get the image, when it is not there. `architecture` is Debian's word for it.
[[nodiscard]] std::string kernel_image(const std::string& name, const std::string& folder = kernel_folder(),
                                       std::string_view architecture = "amd64");

}  // namespace sigconform
