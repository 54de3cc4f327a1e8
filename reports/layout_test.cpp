// Words of command lines, as a shell reads them; see layout.h.
#include "reports/layout.h"

#include <gtest/gtest.h>

namespace sigconform {
namespace {

TEST(ShellWord, IsQuotedOnlyWhereAShellWouldReadIt) {
  EXPECT_EQ(shell_word("qemu:/boot/vmlinuz-6.1.0-28-amd64"), "qemu:/boot/vmlinuz-6.1.0-28-amd64");
  EXPECT_EQ(shell_word("model:linux-6.1,queue-limit=off"), "model:linux-6.1,queue-limit=off");
  EXPECT_EQ(shell_word("command:ssh device {executor}"), "'command:ssh device {executor}'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word("$HOME"), "'$HOME'");
  EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace sigconform
