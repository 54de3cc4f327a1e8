# The rules of the tree that no compiler checks, over the .h, .cpp and .c files named as arguments (paths from the
# root). Prints one line a violation, `file:line: rule: what to do`, and ends with status 1 if there was any.
# ci/lint calls it; ci/lint_test proves that each rule can fail.

BEGIN {
  kMaxLines = 400
  # Which headers of the tree each room may include: the direction of dependencies, design.md's picture.
  allowed["model"] = "^model/"
  allowed["generators"] = "^(model|generators)/"
  allowed["subjects"] = "^subjects/|^model/(input|names|observation|operations|reflection|scenario|scheduling|vocabulary|wire)\\.h$"
  allowed["properties"] = "^(model|generators|subjects|properties)/"
  allowed["reports"] = "^(model|generators|properties|reports)/"
  allowed["cli"] = "^(model|generators|subjects|properties|reports|cli)/"
  # What makes the model impure: input and output, clocks, threads, randomness.
  impure = "^(iostream|fstream|cstdio|stdio\\.h|filesystem|chrono|ctime|time\\.h|thread|mutex|atomic|" \
           "condition_variable|future|random|unistd\\.h|pthread\\.h|sys/.*)$"
}

function violation(line, rule, advice) {
  printf "%s:%d: %s: %s\n", file, line, rule, advice
  violations++
}

function finish_file() {
  if (file == "") return
  own_name = file; sub(/.*\//, "", own_name); sub(/(_test|_bench)?\.cpp$/, ".h", own_name)
  if (length(opening) < 40 && !(opening != "" && index(opening, own_name)))  # "See model.h." will do
    violation(1, "opening-comment", "open the file with a paragraph: what it decides, and what it must not know")
  if (lines > kMaxLines) violation(lines, "file-length", "at most " kMaxLines " lines, one idea a file; divide it")
  if (file ~ /\.h$/ && !pragma_once) violation(1, "pragma-once", "a header says #pragma once")
}

FNR == 1 {
  finish_file()
  file = FILENAME; opening = ""; in_opening = 1; pragma_once = 0; includes = 0
  room = file; sub(/^\.\//, "", room); sub(/\/.*/, "", room)
  test = file ~ /_(test|bench)\.(h|cpp)$/ || file ~ /\/testing\//
}

{ lines = FNR; code = $0 }

# C++ files open with //, the C programs that we write for others with /* and lines that begin with *.
in_opening && /^(\/\/|\/\*| \*)/ { opening = opening substr($0, 4) }
in_opening && !/^(\/\/|\/\*| \*)/ { in_opening = 0 }
/^#pragma once/ { pragma_once = 1 }

/(^|[^A-Za-z])(TODO|FIXME|XXX)([^A-Za-z]|$)/ && !/(TODO|FIXME)\([a-z][a-z0-9 -]*\): / {
  violation(FNR, "todo-owner", "write TODO(who): what, or do it")
}
/NOLINT/ && !/NOLINTEND/ && !/NOLINT(NEXTLINE|BEGIN)?\([a-z0-9.,* -]+\): / {
  violation(FNR, "nolint-reason", "write NOLINT(check): why the check is wrong here")
}
/(^|[^A-Za-z0-9_])((clock_)?(nano)?sleep|usleep|sleep_for|sleep_until)[ ]*\(/ {
  uncommented = $0; sub(/\/\/.*/, "", uncommented); gsub(/\/\*.*/, "", uncommented)
  if (uncommented ~ /sleep/ && $0 !~ /\/\/ sleeps: /)
    violation(FNR, "no-sleep", "wait for the event itself; if there is none, end the line with `// sleeps: why`")
}

# From here on, what a comment says is not code.
{ sub(/\/\/.*/, "", code) }

code ~ /hana::/ && file != "model/reflection.h" {
  violation(FNR, "hana", "only model/reflection.h spells hana::")
}
code ~ /^ *# *include *<boost\/hana/ && file != "model/reflection.h" &&
    !(file == "model/operations.h" && code ~ /define_struct\.hpp/) {
  violation(FNR, "hana", "include model/reflection.h, or keep to plain functions")
}
(code ~ /^ *# *include *<CLI\// || code ~ /CLI::/) && room != "cli" {
  violation(FNR, "cli11", "only cli/ knows CLI11")
}

code ~ /^ *# *include/ && file !~ /\.c$/ {
  match(code, /["<][^">]*/)
  target = substr(code, RSTART + 1, RLENGTH - 1)
  quoted = substr(code, RSTART, 1) == "\""
  includes++
  if (!quoted) {
    if (room == "model" && !test && target ~ impure)
      violation(FNR, "pure-model", "model/ knows no input, output, clock, thread or chance: not <" target ">")
  } else if (target !~ /\//) {
    violation(FNR, "include-path", "include by the path from the root, as \"" room "/" target "\"")
  } else if (!(room in allowed) || target !~ allowed[room]) {
    # Tests of every room speak scenarios in their text form, and draw arbitrary ones.
    if (!(test && target ~ "^model/(text\\.h$|testing/)"))
      violation(FNR, "direction", room "/ may not include " target "; see the picture in README.md")
  }
  own = file; sub(/\.cpp$/, ".h", own)
  if (includes == 1 && file ~ /\.cpp$/ && own in headers && target != own)
    violation(FNR, "own-header-first", "include \"" own "\" first, which proves that it stands alone")
}

# The headers among the arguments are known before the first file is read.
BEGIN { for (i = 1; i < ARGC; i++) if (ARGV[i] ~ /\.h$/) headers[ARGV[i]] = 1 }
END { finish_file(); exit violations > 0 }
