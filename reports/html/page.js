// What the page does beyond showing: steppers, copying, the filter of the rules, and opening what a link points into.
// Without it everything can be read, and steppers are lists of steps.
"use strict";

function makeStepper(stepper) {
  const steps = [...stepper.querySelectorAll(".steps > li")];
  const controls = stepper.querySelector(".controls");
  const output = controls.querySelector("output");
  const [first, previous, next, divergence] = controls.querySelectorAll("button");
  const columns = stepper.closest(".finding")?.querySelectorAll(".tl-column") ?? [];
  const target = steps.findIndex((step) => step.hasAttribute("data-diverges"));
  let at = 0;

  function show(index) {
    at = Math.max(0, Math.min(steps.length - 1, index));
    steps.forEach((step, i) => { step.hidden = i !== at; });
    output.textContent = at === 0 ? "at the start" : `${steps[at].dataset.name} of ${steps.at(-1).dataset.to}`;
    const from = Number(steps[at].dataset.from), to = Number(steps[at].dataset.to);
    columns.forEach((column) => {
      const number = Number(column.dataset.step);
      column.classList.toggle("tl-on", number >= from && number <= to);
    });
    first.disabled = previous.disabled = at === 0;
    next.disabled = at === steps.length - 1;
    divergence.disabled = at === target;
  }

  const keys = { ArrowRight: () => at + 1, ArrowLeft: () => at - 1, Home: () => 0, End: () => steps.length - 1 };
  stepper.addEventListener("keydown", (event) => {
    const move = keys[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    show(move());
  });
  first.addEventListener("click", () => show(0));
  previous.addEventListener("click", () => show(at - 1));
  next.addEventListener("click", () => show(at + 1));
  divergence.addEventListener("click", () => show(target));
  divergence.hidden = target < 0;
  columns.forEach((column) => column.addEventListener("click", () => {
    const number = Number(column.dataset.step);
    show(steps.findIndex((step) => number >= Number(step.dataset.from) && number <= Number(step.dataset.to)));
  }));
  controls.hidden = false;
  stepper.classList.add("stepping");
  stepper.tabIndex = 0;
  show(target < 0 ? 0 : target);
}

// A C program is kept as its own part; what all of them have in common is on the page once.
function textToCopy(button) {
  const source = document.getElementById(button.dataset.copy);
  if (!button.dataset.program) return source.textContent;
  const part = (id) => document.getElementById(id).textContent;
  return source.querySelector(".opening").textContent + part("program-words") +
    source.querySelector(".scenario").textContent + part("program-rest");
}

async function copy(button) {
  const text = textToCopy(button);
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("aria-label", "text to copy");
    button.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  const words = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = words; }, 1500);
}

function openWhatIsLinked() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
  target.scrollIntoView();
}

function makeFilter(filter) {
  const input = filter.querySelector("input");
  const only = filter.querySelector("input[type=checkbox]");
  const answer = filter.querySelector("output");
  const rows = [...document.querySelectorAll(".catalogue tbody tr")];
  const before = new Map();
  const apply = () => {
    const words = input.value.trim().toLowerCase();
    const active = words !== "" || only.checked;
    let shown = 0;
    for (const row of rows) {
      const wanted = !only.checked || row.hasAttribute("data-marked");
      row.hidden = !wanted || !row.textContent.toLowerCase().includes(words);
      shown += row.hidden ? 0 : 1;
    }
    for (const chapter of document.querySelectorAll(".catalogue details")) {
      if (!before.has(chapter)) before.set(chapter, chapter.open);
      const any = [...chapter.querySelectorAll("tbody tr")].some((row) => !row.hidden);
      chapter.hidden = !any;
      chapter.open = active ? any : before.get(chapter);
    }
    answer.textContent = active ? `${shown} of ${rows.length} rules` : "";
  };
  input.addEventListener("input", apply);
  only.addEventListener("change", apply);
  filter.hidden = false;
}

document.querySelectorAll(".stepper").forEach(makeStepper);
document.querySelectorAll("button[data-copy]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
});
document.querySelectorAll(".filter").forEach(makeFilter);
addEventListener("hashchange", openWhatIsLinked);
openWhatIsLinked();
addEventListener("beforeprint", () => {
  document.querySelectorAll(".finding, .print-open").forEach((part) => { part.open = true; });
});
