// Guests in qemu-system: the command that boots one. The guest's first serial port is its console and comes with our
// standard error, the second is the line, and a PCI device is memory that it shares with us. It must not know what is
// said over the line.
#include "subjects/guest_machine.h"
#include "subjects/guests.h"
#include "subjects/kernel_cache.h"
#include "subjects/launch.h"

#include <filesystem>

namespace sigconform {

namespace {

// Emulated, everything takes about thirty times as long.
constexpr int kSlowness = 6;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

}  // namespace

std::unique_ptr<Subject> start_qemu(const std::string& name, const SubjectOptions& options) {
  const std::string emulator = program_named("qemu-system-x86_64");
  if (emulator.empty()) {
    throw SubjectUnavailable("qemu-system-x86_64 is not installed; on Debian: apt-get install qemu-system-x86");
  }
  const std::string kernel = kernel_image(name);
  if (!std::filesystem::is_regular_file(kernel)) {
    throw SubjectUnavailable("there is no kernel image at " + kernel +
                             "; name a bzImage, such as /boot/vmlinuz-VERSION, or a version, such as linux-6.12");
  }
  GuestMachine guest = guest_machine("qemu:" + name, "/dev/ttyS1", kSlowness, options);
  // No KVM: results are to be the same everywhere. One thread: the emulator's multi-threaded mode has crashed guests.
  guest.spec.command = {emulator, "-M", "pc", "-cpu", "qemu64", "-accel", "tcg,thread=single", "-m", "256",
                        "-nodefaults", "-display", "none", "-no-reboot", "-kernel", kernel, "-initrd", guest.initramfs,
                        "-append", "console=ttyS0 random.trust_cpu=on " + joined(guest.parameters),
                        // Its console, and the line.
                        "-chardev", "file,id=console,path=/proc/self/fd/2", "-serial", "chardev:console", "-chardev",
                        "stdio,id=line,signal=off", "-serial", "chardev:line",
                        // The memory.
                        "-object",
                        "memory-backend-file,id=shared,share=on,mem-path=" + guest.shared_memory +
                            ",size=" + std::to_string(kSharedLineBytes),
                        "-device", "ivshmem-plain,memdev=shared"};
  return start_executor(std::move(guest.spec));
}

}  // namespace sigconform
