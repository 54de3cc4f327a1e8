// Which image a version means, and what is said when it is not there.
#include "subjects/kernel_cache.h"

#include "subjects/subject.h"

#include <gtest/gtest.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace sigconform {
namespace {

namespace fs = std::filesystem;

class KernelCache : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "kernels.XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  void add(const std::string& release, const std::string& architecture = "amd64") const {
    const fs::path place = fs::path(folder_) / architecture / release;
    fs::create_directories(place);
    std::ofstream(place / "vmlinuz") << "image";
  }
  [[nodiscard]] std::string image_of(const std::string& release) const {
    return fs::path(folder_) / "amd64" / release / "vmlinuz";
  }
  [[nodiscard]] std::string why_not(const std::string& name, std::string_view architecture = "amd64") const {
    try {
      return "found: " + kernel_image(name, folder_, architecture);
    } catch (const SubjectUnavailable& error) {
      return error.what();
    }
  }

  std::string folder_;
};

TEST_F(KernelCache, OfASeriesTheNewestByNumber) {
  for (const char* release : {"6.12.9", "6.12.117", "6.12.43", "6.1.192", "6.120.1"}) add(release);
  EXPECT_EQ(kernel_image("linux-6.12", folder_), image_of("6.12.117"));
  EXPECT_EQ(kernel_image("6.12", folder_), image_of("6.12.117"));
  EXPECT_EQ(kernel_image("6.1", folder_), image_of("6.1.192"));
}

TEST_F(KernelCache, AnExactReleaseIsThatOne) {
  for (const char* release : {"6.12.9", "6.12.90"}) add(release);
  EXPECT_EQ(kernel_image("linux-6.12.9", folder_), image_of("6.12.9"));
  EXPECT_NE(why_not("6.12.1").find("no kernel image linux-6.12.1 "), std::string::npos) << why_not("6.12.1");
}

TEST_F(KernelCache, ACandidateComesBeforeItsRelease) {
  add("7.3-rc7");
  EXPECT_EQ(kernel_image("7.3", folder_), image_of("7.3-rc7"));
  add("7.3.4");
  EXPECT_EQ(kernel_image("7.3", folder_), image_of("7.3.4"));
  EXPECT_EQ(kernel_image("7.3-rc7", folder_), image_of("7.3-rc7"));
}

TEST_F(KernelCache, MissingSaysHowToGetIt) {
  EXPECT_NE(why_not("linux-6.12").find("get it: ci/kernels fetch 6.12"), std::string::npos) << why_not("linux-6.12");
  add("6.12.117");
  const std::string why = why_not("6.12", "arm64");
  EXPECT_NE(why.find("ci/kernels fetch --arch arm64 6.12"), std::string::npos) << why;
}

TEST_F(KernelCache, AHalfFetchedOneIsNone) {
  fs::create_directories(fs::path(folder_) / "amd64" / "6.12.117");
  EXPECT_NE(why_not("6.12").find("no kernel image"), std::string::npos);
}

TEST_F(KernelCache, EverythingElseIsAPath) {
  for (const char* path : {"/boot/vmlinuz-6.1.0", "./6.12", "vmlinuz", "linux-6", "6.12.1.2", "linux-6.12/vmlinuz"})
    EXPECT_EQ(kernel_image(path, folder_), path);
}

}  // namespace
}  // namespace sigconform
