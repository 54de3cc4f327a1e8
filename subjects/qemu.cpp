// Guests in qemu-system: the command that boots one. The guest's first serial port is its console and comes with our
// standard error, the second is the line, and a PCI device is memory that it shares with us. It must not know what is
// said over the line.
#include "subjects/guest_machine.h"
#include "subjects/guests.h"
#include "subjects/kernel_cache.h"
#include "subjects/launch.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace sigconform {

namespace {

// Emulated, everything takes about thirty times as long.
constexpr int kEmulationSlowness = 6;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// A board that qemu emulates.
struct Board {
  Machine machine;
  std::string emulator;
  std::string package;               // of Debian, with the emulator
  std::vector<std::string> options;  // what it consists of
  std::string console, line;         // terminals of the guest
  std::vector<std::string> wires;    // its devices for these, for the character devices `console` and `line`
};

Board pc() {
  return {Machine::kThis,
          "qemu-system-x86_64",
          "qemu-system-x86",
          {"-M", "pc", "-cpu", "qemu64"},
          "ttyS0",
          "/dev/ttyS1",
          {"-serial", "chardev:console", "-serial", "chardev:line"}};
}

// It has one serial port of its own.
Board arm64() {
  return {Machine::kArm64,
          "qemu-system-aarch64",
          "qemu-system-arm",
          {"-M", "virt", "-cpu", "cortex-a57"},
          "ttyAMA0",
          "/dev/ttyS0",
          {"-serial", "chardev:console", "-device", "pci-serial,chardev=line"}};
}

// By the header of the image: Documentation/arch/arm64/booting.rst.
Board board_for(const std::string& kernel) {
  constexpr std::streamoff kMagicAt = 56;
  std::array<char, 4> magic{};
  std::ifstream image(kernel, std::ios::binary);
  image.seekg(kMagicAt);
  image.read(magic.data(), magic.size());
  return std::string_view(magic.data(), magic.size()) == "ARM\x64" ? arm64() : pc();
}

}  // namespace

std::unique_ptr<Subject> start_qemu(const std::string& name, const SubjectOptions& options) {
  const std::string kernel = kernel_image(name);
  if (!std::filesystem::is_regular_file(kernel)) {
    throw SubjectUnavailable("there is no kernel image at " + kernel +
                             "; name a bzImage or an arm64 Image, such as /boot/vmlinuz-VERSION, or a version, such as "
                             "linux-6.12");
  }
  const Board board = board_for(kernel);
  const std::string emulator = program_named(board.emulator);
  if (emulator.empty())
    throw SubjectUnavailable(board.emulator + " is not installed; on Debian: apt-get install " + board.package);
  GuestMachine guest = guest_machine((options.races ? "qemu-races:" : "qemu:") + name, board.line, kEmulationSlowness,
                                     options, board.machine);
  std::vector<std::string>& command = guest.spec.command;
  command = {emulator};
  command.insert(command.end(), board.options.begin(), board.options.end());
  // No KVM: results are to be the same everywhere. One thread: the emulator's multi-threaded mode has crashed guests.
  const std::vector<std::string> common = {
      "-accel", "tcg,thread=single", "-smp", options.races ? "2" : "1", "-m", "256", "-nodefaults", "-display", "none",
      "-no-reboot", "-kernel", kernel, "-initrd", guest.initramfs, "-append",
      "console=" + board.console + " random.trust_cpu=on " + joined(guest.parameters),
      // Its console, and the line.
      "-chardev", "file,id=console,path=/proc/self/fd/2", "-chardev", "stdio,id=line,signal=off",
      // The memory.
      "-object",
      "memory-backend-file,id=shared,share=on,mem-path=" + guest.shared_memory +
          ",size=" + std::to_string(kSharedLineBytes),
      "-device", "ivshmem-plain,memdev=shared"};
  command.insert(command.end(), common.begin(), common.end());
  command.insert(command.end(), board.wires.begin(), board.wires.end());
  return start_executor(std::move(guest.spec));
}

}  // namespace sigconform
