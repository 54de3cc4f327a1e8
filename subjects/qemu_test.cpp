// Guests that cannot be started: the message says what is missing for a kernel of that processor, and how to get it.
// Nothing is booted.
#include "subjects/guests.h"
#include "subjects/launch.h"

#include <gtest/gtest.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace sigconform {
namespace {

// Beside it there are no programs.
class KernelImage : public ::testing::Test {
 protected:
  KernelImage() : folder_(std::filesystem::path(::testing::TempDir()) / "sigconform-qemu-test") {
    std::filesystem::create_directories(folder_);
    path_ = std::getenv("PATH");
    setenv("PATH", folder_.c_str(), 1);
  }
  ~KernelImage() override {
    setenv("PATH", path_.c_str(), 1);
    std::filesystem::remove_all(folder_);
  }
  std::string why_not(const std::string& content) {
    const std::filesystem::path image = folder_ / "vmlinuz";
    std::ofstream(image, std::ios::binary) << content;
    try {
      (void)start_qemu(image.string(), {});
    } catch (const SubjectUnavailable& unavailable) {
      return unavailable.what();
    }
    return "it was started";
  }

 private:
  std::filesystem::path folder_;
  std::string path_;
};

TEST_F(KernelImage, OfArm64IsKnownByItsHeader) {
  constexpr std::size_t kBeforeMagic = 56;
  const std::string before = "MZ" + std::string(kBeforeMagic - 2, '\0');
  EXPECT_EQ(why_not(before + "ARM\x64" + std::string(64, '\0')),
            "qemu-system-aarch64 is not installed; on Debian: apt-get install qemu-system-arm");
  EXPECT_EQ(why_not(before + "ARM" + std::string(64, '\0')),
            "qemu-system-x86_64 is not installed; on Debian: apt-get install qemu-system-x86");
  EXPECT_EQ(why_not("MZ"), "qemu-system-x86_64 is not installed; on Debian: apt-get install qemu-system-x86");
}

TEST(ExecutorOfAnotherMachine, IsNamedWithWhatItTakes) {
  setenv("SIGCONFORM_EXECUTOR_AARCH64", "/nowhere/executor", 1);
  try {
    (void)find_executor({}, Machine::kArm64);
    ADD_FAILURE() << "it was found";
  } catch (const SubjectUnavailable& unavailable) {
    const std::string what = unavailable.what();
    EXPECT_NE(what.find("there is no executor at /nowhere/executor; build the target sigconform-executor-aarch64"),
              std::string::npos)
        << what;
    EXPECT_NE(what.find("apt-get install g++-aarch64-linux-gnu"), std::string::npos) << what;
    EXPECT_NE(what.find("or name the file in SIGCONFORM_EXECUTOR_AARCH64"), std::string::npos) << what;
  }
  unsetenv("SIGCONFORM_EXECUTOR_AARCH64");
}

}  // namespace
}  // namespace sigconform
