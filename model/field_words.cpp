// The words of every strong type, printing above reading, so that the two are changed together.
#include "model/field_words.h"

#include "model/text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace sigconform {
namespace {

void append_number(std::string& out, std::int64_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

Misread whole(std::string_view word, std::string expected) { return {0, word.size(), std::move(expected)}; }

template <typename Integer>
bool read_number(std::string_view word, Integer& number, int base = 10) {
  const char* end = word.data() + word.size();
  const auto result = std::from_chars(word.data(), end, number, base);
  return result.ec == std::errc{} && result.ptr == end;
}

template <typename Integer>
Reading read_integer(std::string_view word, Integer& number, std::string_view expected) {
  if (read_number(word, number)) return std::nullopt;
  return whole(word, std::string{expected});
}

// "P" or "T" and a number from 1 to `last`.
bool read_index(std::string_view word, char letter, int last, std::uint8_t& index) {
  return !word.empty() && word[0] == letter && read_number(word.substr(1), index) && index >= 1 && index <= last;
}

// The word's part from `begin` to `end` without the spaces around it, as an offset and a view.
struct Part {
  std::size_t begin;
  std::string_view text;
};
Part trimmed(std::string_view word, std::size_t begin, std::size_t end) {
  constexpr std::string_view kSpace = " \t\r";
  while (begin < end && kSpace.find(word[begin]) != kSpace.npos) ++begin;
  while (end > begin && kSpace.find(word[end - 1]) != kSpace.npos) --end;
  return {begin, word.substr(begin, end - begin)};
}

// Calls read(part) for each part between separators, until one is misread.
template <typename Read>
Reading read_parts(std::string_view word, std::size_t begin, std::size_t end, char separator, Read read) {
  while (true) {
    const std::size_t stop = std::min(word.find(separator, begin), end);
    const Part part = trimmed(word, begin, stop);
    if (Reading failed = read(part)) return failed;
    if (stop == end) return std::nullopt;
    begin = stop + 1;
  }
}

// What a word of flags looks like, for a message.
std::string a_few_of(std::span<const NamedNumber> names) {
  std::string text{"flags such as "};
  text.append(names.front().name);
  if (names.size() > 1) text.append("|").append(names.back().name);
  return text.append(" or 0");
}

}  // namespace

// "A|B|0x40"; the first name of a bit wins, so the table's order is the printed order.
void append_bits(std::string& out, std::uint32_t bits, std::span<const NamedNumber> names, std::string_view avoid) {
  if (bits == 0) {
    out += '0';
    return;
  }
  bool first = true;
  const auto separate = [&] { out += first ? "" : "|", first = false; };
  for (const NamedNumber& named : names) {
    const auto bit = static_cast<std::uint32_t>(named.number);
    if ((bits & bit) == 0 || named.name == avoid) continue;
    separate();
    out += named.name;
    bits &= ~bit;
  }
  if (bits == 0) return;
  separate();
  std::array<char, 8> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bits, 16).ptr;
  out += "0x";
  out.append(digits.data(), end);
}

void append_enumerator(std::string& out, std::size_t place, std::span<const std::string_view> words) {
  if (place < words.size())
    out += words[place];
  else
    append_number(out, static_cast<std::int64_t>(place));
}

Reading read_enumerator(std::string_view word, std::size_t& place, std::span<const std::string_view> words) {
  place = static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
  if (place < words.size()) return std::nullopt;
  std::string expected;
  for (const std::string_view& w : words)
    expected.append(&w == words.data() ? "" : &w == &words.back() ? " or " : ", ").append(w);
  return whole(word, std::move(expected));
}

Reading read_bits(std::string_view word, std::uint32_t& bits, std::span<const NamedNumber> names) {
  bits = 0;
  return read_parts(word, 0, word.size(), '|', [&](Part part) -> Reading {
    const auto named = std::find_if(names.begin(), names.end(), [&](const auto& x) { return x.name == part.text; });
    std::uint32_t unnamed{};
    if (named != names.end())
      bits |= static_cast<std::uint32_t>(named->number);
    else if (part.text.starts_with("0x") && read_number(part.text.substr(2), unnamed, 16))
      bits |= unnamed;
    else if (part.text != "0")
      return Misread{part.begin, part.text.size(), a_few_of(names)};
    return std::nullopt;
  });
}

void append_word(std::string& out, Signo v) {
  if (v.realtime()) {
    out += "SIG";
    append_number(out, v.value);
  } else if (const std::string_view name = standard_signal_name(v); !name.empty()) {
    out += name;
  } else {
    append_number(out, v.value);
  }
}
void append_word(std::string& out, SignalSet v) {
  const bool inverted = v.size() > kLastSignal / 2;
  if (inverted) v = ~v;
  out += inverted ? "~{" : "{";
  for (bool first = true; !v.empty(); first = false) {
    if (!first) out += ", ";
    append_word(out, v.lowest());
    v.remove(v.lowest());
  }
  out += '}';
}
void append_word(std::string& out, ProcessId v) {
  if (v == kInit) {
    out += "init";
    return;
  }
  out += 'P';
  append_number(out, v.index);
}
void append_word(std::string& out, ThreadIndex v) {
  out += 'T';
  append_number(out, v.index);
}
void append_word(std::string& out, PidArg v) {
  switch (v.kind) {
    case PidArg::Kind::kTask:
      append_word(out, v.task.process);
      if (v.task.leader()) return;
      out += '.';
      return append_word(out, v.task.thread);
    case PidArg::Kind::kGroup: out += '-'; return append_word(out, v.task.process);
    case PidArg::Kind::kZero: out += "0"; return;
    case PidArg::Kind::kMinusOne: out += "-1"; return;
    case PidArg::Kind::kNobody: out += "nobody"; return;
    case PidArg::Kind::kMinusNobody: out += "-nobody"; return;
    case PidArg::Kind::kIntMin: out += "int-min"; return;
  }
}
void append_word(std::string& out, UserArg v) {
  if (v.code == -1) {
    out += "keep";
    return;
  }
  out += 'u';
  append_number(out, v.code);
}
void append_word(std::string& out, SiCode v) { out += to_text(v, Signo{}); }
void append_word(std::string& out, SigValue v) { append_number(out, v.value); }
void append_waitid_options(std::string& out, WaitOptions v) {
  append_bits(out, v.bits, kBitNames<WaitOptions>, "WUNTRACED");
}
void append_word(std::string& out, ExitCode v) { append_number(out, v.value); }
void append_word(std::string& out, QueueLimit v) { append_number(out, v.value); }

Reading read_word(std::string_view word, Signo& v) {
  if (const auto named = signal_named(word)) {
    v = *named;
    return std::nullopt;
  }
  return read_integer(word, v.value, "a signal name such as SIGUSR1 or a number");
}

Reading read_word(std::string_view word, SignalSet& v) {
  const std::size_t open = word.starts_with('~') ? 1 : 0;
  if (word.size() <= open || word[open] != '{')
    return whole(word, "a set of signals such as {SIGHUP, SIG40}, {} or ~{SIGKILL}");
  if (!word.ends_with('}')) return Misread{word.size(), 0, "'}' at the end of the set of signals"};
  v = {};
  const std::size_t close = word.size() - 1;
  if (!trimmed(word, open + 1, close).text.empty()) {
    Reading failed = read_parts(word, open + 1, close, ',', [&](Part part) -> Reading {
      Signo member;
      if (read_word(part.text, member) || !member.valid())
        return Misread{part.begin, part.text.size(), "a signal name such as SIGUSR1 or a number from 1 to 64"};
      v.add(member);
      return std::nullopt;
    });
    if (failed) return failed;
  }
  if (open == 1) v = ~v;
  return std::nullopt;
}

Reading read_word(std::string_view word, ProcessId& v) {
  if (read_index(word, 'P', kMaxProcesses, v.index)) return std::nullopt;
  return whole(word, "a process from P1 to P8");
}
Reading read_word(std::string_view word, ThreadIndex& v) {
  if (read_index(word, 'T', kMaxThreadsPerProcess, v.index)) return std::nullopt;
  return whole(word, "a thread's name within its process such as T2");
}
Reading read_word(std::string_view word, ThreadId& v) {
  const std::size_t dot = word.find('.');
  if (dot != word.npos && read_index(word.substr(0, dot), 'P', kMaxProcesses, v.process.index) &&
      read_index(word.substr(dot + 1), 'T', kMaxThreadsPerProcess, v.thread.index))
    return std::nullopt;
  return whole(word, "an actor from P1.T1 to P8.T8");
}

Reading read_word(std::string_view word, PidArg& v) {
  using Kind = PidArg::Kind;
  struct Special {
    std::string_view word;
    PidArg value;
  };
  static constexpr std::array<Special, 7> kSpecial{{{"0", PidArg::special(Kind::kZero)},
                                                    {"-1", PidArg::special(Kind::kMinusOne)},
                                                    {"nobody", PidArg::special(Kind::kNobody)},
                                                    {"-nobody", PidArg::special(Kind::kMinusNobody)},
                                                    {"int-min", PidArg::special(Kind::kIntMin)},
                                                    {"init", PidArg::of(kInit)},
                                                    {"-init", PidArg::group_of(kInit)}}};
  for (const Special& special : kSpecial) {
    if (special.word != word) continue;
    v = special.value;
    return std::nullopt;
  }
  const bool group = word.starts_with('-');
  ProcessId process;
  ThreadId thread;
  if (!read_word(word.substr(group ? 1 : 0), process))
    v = group ? PidArg::group_of(process) : PidArg::of(process);
  else if (!group && !read_word(word, thread))
    v = PidArg::of(thread);
  else
    return whole(word, "a pid such as P2, P2.T2, -P2, 0, -1, init, nobody, -nobody or int-min");
  return std::nullopt;
}

Reading read_word(std::string_view word, UserArg& v) {
  std::uint8_t user{};
  if (word == "keep")
    v.code = -1;
  else if (read_index(word, 'u', kMaxUsers, user))
    v.code = static_cast<std::int8_t>(user);
  else
    return whole(word, "u1, u2, u3 or keep");
  return std::nullopt;
}
Reading read_word(std::string_view word, SiCode& v) {
  for (const NamedNumber& named : kSiCodeNames) {
    if (named.name != word) continue;
    v.value = static_cast<std::int32_t>(named.number);
    return std::nullopt;
  }
  return read_integer(word, v.value, "a code such as SI_QUEUE or a number");
}
Reading read_word(std::string_view word, SigValue& v) { return read_integer(word, v.value, "a 64-bit integer"); }
Reading read_word(std::string_view word, ExitCode& v) { return read_integer(word, v.value, "a 32-bit integer"); }
Reading read_word(std::string_view word, QueueLimit& v) { return read_integer(word, v.value, "a number of signals"); }

}  // namespace sigconform
