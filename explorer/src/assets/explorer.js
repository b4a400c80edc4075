// Makes pages change in place. Without it everything works too, a page at a time.
"use strict";

const status = document.getElementById("status");
let running = null; // the request in progress
let next = null; // the timer of the next step of a wait or a list
let typing = null; // the timer of a search for what is being typed
let address = location.pathname + location.search; // what is shown

function enhance() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
  }
  const step = document.querySelector("form[data-repeat]");
  if (step) {
    next = setTimeout(() => submit(step, step.querySelector("button")), Number(step.dataset.repeat));
    const stop = document.createElement("button");
    stop.type = "button";
    stop.textContent = "Stop";
    stop.addEventListener("click", () => {
      halt();
      stop.remove();
      announce("Stopped.");
    });
    step.append(" ", stop);
  }
}

function halt() {
  clearTimeout(next);
  if (running) running.abort();
  running = null;
}

function announce(text) {
  status.textContent = text;
}

// Fetches a page and shows its content; false if that was given up.
async function load(target, options, keepFocus) {
  halt();
  running = new AbortController();
  const { signal } = running;
  let page;
  try {
    const response = await fetch(target, { ...options, signal });
    page = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch (problem) {
    if (signal.aborted) return null;
    alertInPlace("The explorer does not answer. Is the program still running?");
    return null;
  }
  if (signal.aborted) return null;
  running = null;
  const [content, shown] = [page.querySelector("main"), document.querySelector("main")];
  const [families, tree] = [page.querySelector("nav"), document.querySelector("nav")];
  document.title = page.title;
  if (families && tree && families.innerHTML !== tree.innerHTML) tree.replaceWith(families);
  shown.replaceWith(content);
  enhance();
  const said = content.querySelector("[data-status]");
  const wrong = content.querySelector("[data-focus-first]");
  const outcome = content.querySelector("[data-focus]") || wrong;
  announce((said || outcome || content.querySelector("h1") || content).textContent.trim().slice(0, 200));
  if (!keepFocus && outcome) {
    outcome.focus({ preventScroll: true });
    outcome.scrollIntoView({ block: "start" });
  }
  return content;
}

function alertInPlace(text) {
  const note = document.createElement("p");
  note.className = "failure";
  note.setAttribute("role", "alert");
  note.textContent = text;
  document.querySelector("main").prepend(note);
}

async function submit(form, button) {
  const fields = new URLSearchParams(new FormData(form, button));
  const asked = (button && button.value) || "";
  form.setAttribute("aria-busy", "true");
  announce("Working …");
  const repeats = form.hasAttribute("data-repeat");
  const content = await load(form.action, { method: "POST", body: fields }, repeats);
  if (!content) {
    form.removeAttribute("aria-busy");
    return;
  }
  const link = content.dataset.link;
  if (link && link !== location.pathname + location.search) history.pushState(null, "", link);
  address = location.pathname + location.search;
  // Where fields were added or filled in, the person goes on there.
  const [verb, at] = asked.split(" ");
  if (verb === "add") {
    const fields = [...content.querySelectorAll("[name]")].filter((it) => it.name.startsWith(at + "/"));
    if (fields.length) fields[fields.length - 1].focus();
  } else if (["sample", "everything", "clear", "json", "remove"].includes(verb) && !content.querySelector("[data-focus-first]")) {
    const run = content.querySelector("button.primary");
    if (run) run.focus({ preventScroll: true });
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[role=search]")) {
    event.preventDefault();
    clearTimeout(typing);
    find(form, true);
  } else if (form.method === "post") {
    event.preventDefault();
    submit(form, event.submitter);
  }
});

async function find(form, isDone) {
  const query = "/find?" + new URLSearchParams(new FormData(form));
  const content = await load(query, {}, true);
  if (!content) return;
  if (location.pathname === "/find") history.replaceState(null, "", query);
  else history.pushState(null, "", query);
  address = query;
  if (isDone) {
    const first = content.querySelector(".found a");
    if (first) first.focus();
  }
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.id === "q") {
    clearTimeout(typing);
    typing = setTimeout(() => find(field.form, false), 150);
  } else if (field.matches("textarea[data-json]")) {
    check(field);
  }
});

// Says at once where a text stops being JSON; the server checks it again.
function check(field) {
  let problem = "";
  try {
    if (field.value.trim()) JSON.parse(field.value);
  } catch (error) {
    problem = "Not JSON: " + error.message;
  }
  let note = field.parentElement.querySelector(".error");
  field.parentElement.classList.toggle("invalid", Boolean(problem));
  if (!problem) {
    field.removeAttribute("aria-invalid");
    if (note) note.remove();
    return;
  }
  if (!note) {
    note = document.createElement("p");
    note.className = "error";
    note.id = "e-" + field.name;
    field.after(note);
    const described = (field.getAttribute("aria-describedby") || "").split(" ");
    field.setAttribute("aria-describedby", [...new Set([...described, note.id])].join(" ").trim());
  }
  field.setAttribute("aria-invalid", "true");
  note.textContent = problem;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const label = button.firstChild;
  try {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    label.textContent = "Copied";
  } catch {
    label.textContent = "Not allowed";
  }
  announce(label.textContent);
  setTimeout(() => (label.textContent = "Copy"), 2000);
});

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input, textarea, select");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    document.getElementById("q").focus();
  }
});

// Back and forward: the address says what is shown. A link to a section of the page is none of these.
window.addEventListener("popstate", async () => {
  if (address === location.pathname + location.search) return;
  address = location.pathname + location.search;
  const content = await load(address, {}, true);
  const query = new URLSearchParams(location.search).get("q");
  document.getElementById("q").value = location.pathname === "/find" && query ? query : "";
  if (content) window.scrollTo(0, 0);
});

enhance();
