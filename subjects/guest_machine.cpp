// The common set-up of guests; see guest_machine.h.
#include "subjects/guest_machine.h"

#include "subjects/initramfs.h"
#include "subjects/launch.h"
#include "subjects/memory_file.h"

namespace sigconform {

namespace {

// Boots take 2 to 12 seconds of one CPU; other programs may have most of it.
constexpr std::chrono::milliseconds kBootDeadline{120'000};

// What the command needs for as long as it may be started again.
struct Files {
  explicit Files(Machine machine) : initramfs("initramfs", initramfs_with(find_executor({}, machine))) {}

  MemoryFile initramfs;
  MemoryFile shared{"line", std::string(kSharedLineBytes, '\0')};
  TemporaryFolder folder;
};

}  // namespace

GuestMachine guest_machine(const std::string& name, const std::string& line, int slowness,
                           const SubjectOptions& options, Machine machine) {
  const auto files = std::make_shared<Files>(machine);
  GuestMachine guest;
  guest.spec.name = name;
  guest.spec.start_deadline = kBootDeadline;
  guest.spec.scenario_deadline = std::chrono::milliseconds(options.scenario_deadline_ms * slowness);
  // Whatever a guest leaves behind is of no use.
  guest.spec.grace = std::chrono::milliseconds(0);
  guest.spec.shared_line = reinterpret_cast<SharedLine*>(files->shared.map().data());
  guest.spec.environment = {"TMPDIR=" + files->folder.path()};
  guest.initramfs = files->initramfs.path();
  guest.shared_memory = files->shared.path();
  guest.folder = files->folder.path();
  // An oops ends the guest, and the scenario that caused it is blamed.
  guest.parameters = {"loglevel=4", "panic=-1", "oops=panic", "rdinit=/init", "--guest", line};
  if (options.races) guest.parameters.emplace_back("--races");
  guest.spec.keeps = files;
  return guest;
}

}  // namespace sigconform
