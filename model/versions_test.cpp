// The named dialects and their dates: which dialect a release has, and what each one differs in.
#include "model/versions.h"

#include <gtest/gtest.h>
#include <set>

namespace sigconform {
namespace {

std::string_view nearest_to(std::string_view text) { return nearest_dialect(*parse_release(text)).name; }

std::set<std::string> differing(std::string_view name) {
  std::set<std::string> out;
  for (const PointSetting& s : settings_between({}, *find_dialect(name))) out.insert(to_text(s));
  return out;
}

TEST(Release, IsReadFromWhatUnameSays) {
  EXPECT_EQ(parse_release("6.1.0-28-cloud-amd64"), (Release{6, 1, 0}));
  EXPECT_EQ(parse_release("6.18.44"), (Release{6, 18, 44}));
  EXPECT_EQ(parse_release("7.3-rc2"), (Release{7, 3, 0}));
  EXPECT_EQ(parse_release("2.6.32-754.el6.x86_64"), (Release{2, 6, 32}));
  for (const char* const none : {"", "6", "six.one", "model", "-1.2", ".6.1"})
    EXPECT_FALSE(parse_release(none)) << none;
}

TEST(Release, HasTheNewestDialectThatIsNotNewer) {
  EXPECT_EQ(nearest_to("6.1.0-28-cloud-amd64"), "linux-6.1");
  EXPECT_EQ(nearest_to("6.15"), "linux-6.13");
  EXPECT_EQ(nearest_to("6.18.1"), "linux-6.18");
  EXPECT_EQ(nearest_to("6.19.14"), "linux-6.18");
  EXPECT_EQ(nearest_to("7.2.12"), "linux-6.18");
  EXPECT_EQ(nearest_to("7.3.4"), "linux-7.3");
  EXPECT_EQ(nearest_to("9.9"), "linux-7.3");
  EXPECT_EQ(nearest_to("5.15.160"), "linux-5.10");
  EXPECT_EQ(nearest_to("4.19.0"), "linux-3.18");
  EXPECT_EQ(nearest_to("2.6.39"), "linux-2.6.32");
  EXPECT_EQ(nearest_to("2.4.37"), "linux-2.6.32");
}

TEST(Dialects, DefaultIsLinux618) {
  EXPECT_EQ(*find_dialect(kDefaultDialect), Dialect{});
  EXPECT_EQ(differing("linux-7.3"), std::set<std::string>{"sigev-none-keeps-time=off"});
  EXPECT_FALSE(find_dialect("linux-6.19"));
  EXPECT_FALSE(find_dialect("6.18"));
  EXPECT_FALSE(find_dialect(""));
}

TEST(Dialects, DifferInWhatChangedSince) {
  EXPECT_EQ(differing("linux-6.13"),
            (std::set<std::string>{"exec-keeps-effective=off", "exiting-thread-drops=off", "private-queue-dies=off",
                                   "notice-has-group-status=off", "pidfd-self=off", "pidfd-self-group=off",
                                   "pidfd-thread-is-no-entry=off"}));
  const std::set<std::string> of_6_1 = differing("linux-6.1");
  EXPECT_TRUE(of_6_1.contains("timer-prefers-current=off"));
  EXPECT_FALSE(of_6_1.contains("dying-group-drops=off"));
  EXPECT_TRUE(differing("linux-5.10").contains("dying-group-drops=off"));
}

TEST(Dialects, HaveWhatWasLostForAWhile) {
  const DatedPoint& point = *find_dated_point("ready-outruns-handlers");
  EXPECT_TRUE(has_default_value(point, {4, 20, 0}));
  EXPECT_FALSE(has_default_value(point, {5, 1, 0}));
  EXPECT_TRUE(has_default_value(point, {5, 2, 0}));
}

TEST(Dialects, HaveWhatAStableSeriesTookOver) {
  const DatedPoint& point = *find_dated_point("exiting-thread-drops");
  EXPECT_FALSE(has_default_value(point, {6, 18, 15}));
  EXPECT_TRUE(has_default_value(point, {6, 18, 44}));
  EXPECT_FALSE(has_default_value(point, {7, 2, 6}));
  EXPECT_TRUE(has_default_value(point, {7, 2, 12}));
}

TEST(Dialects, DateEachPointOnce) {
  std::set<std::string_view> seen;
  for (const DatedPoint& p : dated_points()) {
    EXPECT_NE(find_variation_point(p.id), nullptr) << p.id;
    EXPECT_TRUE(seen.insert(p.id).second) << p.id;
    EXPECT_FALSE(p.source.empty()) << p.id;
  }
  EXPECT_EQ(find_dated_point("coalesce-standard"), nullptr);
}

}  // namespace
}  // namespace sigconform
