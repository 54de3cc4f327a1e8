// One list item a step; see html_stepper.h.
#include "reports/html_stepper.h"

#include "model/text.h"
#include "reports/layout.h"
#include "reports/proof.h"

#include <fmt/format.h>
#include <algorithm>

namespace sigconform {
namespace {

// "step 3", "steps 3 and 4", "steps 3 to 5"
std::string step_name(const StepView& step) {
  if (step.operations.empty()) return "at the start";
  if (step.first == step.last) return fmt::format("step {}", step.last + 1);
  return fmt::format("steps {} {} {}", step.first + 1, step.last == step.first + 1 ? "and" : "to", step.last + 1);
}

void fact(Markup& out, std::string_view name, std::string_view text) {
  out.leaf("dt", name).leaf("dd", {{"class", "mono"}}, text);
}

void facts(Markup& out, std::string_view name, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  out.leaf("dt", name).open("dd", {{"class", "mono"}});
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i != 0) out.raw("<br>");
    out.text(texts[i]);
  }
  out.close("dd");
}

void write_thread(Markup& out, const ThreadView& thread) {
  out.open("div", {{"class", thread.changed ? "thread changed" : "thread"}});
  out.leaf("span", {{"class", "who mono"}}, to_text(thread.thread)).text(" " + thread.state);
  const bool bare =
      thread.pending.empty() && thread.handlers.empty() && (thread.blocked.empty() || thread.blocked == "{}");
  if (!bare) {
    out.open("dl", {{"class", "facts"}});
    if (thread.blocked != "{}") fact(out, "blocked", thread.blocked);
    facts(out, "pending", thread.pending);
    facts(out, "handlers", thread.handlers);
    out.close("dl");
  }
  out.close("div");
}

void write_process(Markup& out, const ProcessView& process, const std::vector<ThreadView>& threads) {
  out.open("div", {{"class", "process"}});
  out.open("div", {{"class", process.changed ? "thread changed" : "thread"}});
  out.leaf("span", {{"class", "who mono"}}, to_text(process.process)).text(" " + process.state);
  if (!process.pending.empty() || !process.actions.empty()) {
    out.open("dl", {{"class", "facts"}});
    facts(out, "pending, shared", process.pending);
    facts(out, "actions", process.actions);
    out.close("dl");
  }
  out.close("div");
  for (const ThreadView& thread : threads)
    if (thread.thread.process == process.process) write_thread(out, thread);
  out.close("div");
}

void write_list(Markup& out, std::string_view css, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) out.leaf("li", {{"class", std::string(css)}}, text);
}

void write_observed(Markup& out, const StepView& step, bool after) {
  out.leaf("h6", "Observed");
  out.open("ul", {{"class", "seen mono"}});
  if (step.seen.empty() && step.as_seen) out.leaf("li", {{"class", "after"}}, "no call returned, no handler began");
  for (const SeenView& seen : step.seen)
    out.leaf("li", {{"class", seen.diverges ? "not" : step.as_seen ? "as" : "after"}}, seen.text);
  if (step.seen.empty() && !step.as_seen && step.otherwise.empty()) out.leaf("li", {{"class", "not"}}, "nothing");
  write_list(out, "not", step.otherwise);
  out.close("ul");
  if (!step.as_seen) {
    out.leaf("h6", after ? "The model goes on with" : "Allowed");
    out.open("ul", {{"class", "seen mono"}});
    if (step.allowed.empty()) out.leaf("li", {{"class", "after"}}, "no return, no handler");
    write_list(out, "as", step.allowed);
    out.close("ul");
  }
  if (step.threads_looked_at != 0 && step.otherwise.empty())
    out.leaf("p", {{"class", "source"}},
             fmt::format("/proc showed {} as the model has {}.", counted(step.threads_looked_at, "thread"),
                         step.threads_looked_at == 1 ? "it" : "them"));
  if (step.threads_looked_at == 0)
    out.leaf("p", {{"class", "source"}}, "Nothing is known of what /proc shows after this step.");
}

void write_rules(Markup& out, const StepView& step) {
  if (step.rules.empty()) return;
  out.leaf("h6", "Rules applied");
  out.open("ol", {{"class", "applied"}});
  for (const AppliedRule& applied : step.rules) {
    out.open("li");
    write_rule_link(out, applied.rule);
    out.text(" " + std::string(text_of(applied.rule).sentence) + " ");
    out.leaf("span", {{"class", "source"}}, applied.about).close("li");
  }
  out.close("ol");
}

void write_step(Markup& out, const StepView& step, bool after) {
  const bool here = step.diverges;
  const std::size_t from = step.operations.empty() ? 0 : step.first + 1,
                    to = step.operations.empty() ? 0 : step.last + 1;
  const std::string name = step_name(step);
  if (here)
    out.open("li", {{"data-name", name},
                    {"data-from", std::to_string(from)},
                    {"data-to", std::to_string(to)},
                    {"data-diverges", ""}});
  else
    out.open("li", {{"data-name", name}, {"data-from", std::to_string(from)}, {"data-to", std::to_string(to)}});
  out.open("h5");
  out.text(step.operations.empty() ? "At the start" : "S" + name.substr(1));
  if (here) out.leaf("span", {{"class", "missed"}}, " — here it diverges");
  out.close("h5");
  if (!step.operations.empty()) {
    std::string lines;
    for (const std::string& operation : step.operations) lines += (lines.empty() ? "" : "\n") + operation;
    out.leaf("pre", lines);
  }
  out.open("div", {{"class", "columns"}}).open("div");
  out.leaf("h6", step.as_seen ? "The model's state" : "The model's state, by what is allowed");
  for (const ProcessView& process : step.processes) write_process(out, process, step.threads);
  out.close("div").open("div");
  if (!step.operations.empty()) {
    write_observed(out, step, after);
    write_rules(out, step);
  }
  out.close("div").close("div").close("li");
}

void write_controls(Markup& out) {
  out.open("div", {{"class", "controls"}, {"hidden", ""}});
  out.leaf("button", {{"type", "button"}}, "Start");
  out.leaf("button", {{"type", "button"}}, "◀ Back");
  out.leaf("button", {{"type", "button"}}, "Next ▶");
  out.leaf("button", {{"type", "button"}}, "To the divergence");
  out.leaf("output", {{"aria-live", "polite"}}, "");
  out.open("span", {{"class", "hint"}}).text("or ").leaf("kbd", "←").text(" ").leaf("kbd", "→");
  out.close("span").close("div");
}

}  // namespace

std::string rule_anchor(Rule rule) { return "rule-" + std::string(id_of(rule)); }

void write_rule_link(Markup& out, Rule rule) {
  if (rule >= Rule::kCount) {
    out.leaf("span", {{"class", "mono"}}, "no rule of the catalogue");
    return;
  }
  out.leaf("a", {{"class", "mono"}, {"href", "#" + rule_anchor(rule)}}, id_of(rule));
}

void write_stepper(Markup& out, std::span<const StepView> steps, std::string_view label) {
  out.open("div", {{"class", "stepper"}, {"role", "group"}, {"aria-label", std::string(label)}});
  write_controls(out);
  out.open("ol", {{"class", "steps"}});
  bool after = false;
  for (const StepView& step : steps) {
    write_step(out, step, after);
    after = after || !step.as_seen;
  }
  out.close("ol").close("div");
}

}  // namespace sigconform
