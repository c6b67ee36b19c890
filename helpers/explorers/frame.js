// What a frame does in the page, once for every explorer, prediction and exercise:
// keeps JupyterLab's shortcuts away from its controls, names what has no name, reads the sentence aloud,
// hides the static twin while it is alive, keeps the time of a run, and hands files to the browser.

const QUIET_MS = 400; // a held key must not flood a screen reader
const HEARD_MS = 30_000;

function stopShortcuts(event) {
  // In command mode JupyterLab takes arrow keys from lists and deletes the cell at "d d", even when a control of the
  // cell has the focus. Keys with Ctrl, Meta or Alt go through, so that Ctrl+S still saves.
  if (!(event.ctrlKey || event.metaKey || event.altKey)) event.stopPropagation();
}

const MOVING = new Set([" ", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"]);

function keepMovingKeys(event) {
  // Wide tables and folds stand in outputs and texts outside any frame too. A table is scrolled and a fold opened by keys
  // that the lab would take; letters stay the lab's there, as on every text.
  const element = event.target;
  const isTable = element.matches(".jp-RenderedHTML [role=group][tabindex='0']") && MOVING.has(event.key);
  const isFold = element.matches(":is(.jp-RenderedHTML, .jp-RenderedMarkdown) summary") && event.key === " ";
  if (isTable || isFold) stopShortcuts(event);
}

function setAttribute(element, name, value) {
  // Writing an equal value would wake the observer again, for ever.
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function nameControls(root) {
  for (const slider of root.querySelectorAll(".widget-slider")) {
    const label = slider.querySelector(".widget-label")?.textContent.trim();
    const group = slider.closest(".te-group")?.querySelector(".te-group-name")?.textContent.trim();
    const name = group ? `${group}, ${label}` : label;
    const shown = slider.querySelector(".widget-readout")?.textContent.trim();
    const handles = [...slider.querySelectorAll("[role=slider]")];
    handles.forEach((handle, index) => {
      const end = handles.length === 2 ? [", lower end", ", upper end"][index] : "";
      if (name) setAttribute(handle, "aria-label", name + end);
      if (shown && handles.length === 1) setAttribute(handle, "aria-valuetext", shown);
    });
    const readout = slider.querySelector(".widget-readout[contenteditable=true]");
    if (readout && slider.closest(".te-choices")) {
      // What is typed into the words of a choice would stay there and change nothing.
      readout.setAttribute("contenteditable", "false");
    } else if (readout && name) {
      setAttribute(readout, "role", "textbox");
      setAttribute(readout, "aria-label", `${name}, typed`);
    }
  }
  for (const radios of root.querySelectorAll(".widget-radio")) {
    const name = radios.querySelector(".widget-label")?.textContent.trim();
    const box = radios.querySelector(".widget-radio-box");
    if (!box || !name) continue;
    setAttribute(box, "role", "radiogroup");
    setAttribute(box, "aria-label", name);
  }
  for (const preset of root.querySelectorAll(".te-buttons > button.te-chosen, .te-buttons > button[aria-pressed]")) {
    if (preset.classList.contains("widget-toggle-button")) continue;
    setAttribute(preset, "aria-pressed", String(preset.classList.contains("te-chosen")));
  }
  for (const toggle of root.querySelectorAll("button.widget-toggle-button")) {
    setAttribute(toggle, "aria-pressed", String(toggle.classList.contains("mod-active")));
  }
  for (const table of root.querySelectorAll(".te-scroll.widget-html")) {
    setAttribute(table, "role", "group");
    setAttribute(table, "aria-label", `Table: ${root.getAttribute("aria-label")}`);
  }
}

function findNew(now, before) {
  // A reader who moves a control has heard the rest: what follows from all settings alike is not said at each step.
  const parts = (text) => text.split(/(?<=[.?])\s+(?=[A-Z\d“])/);
  const known = new Set(parts(before));
  const fresh = parts(now).filter((part) => !known.has(part));
  return (fresh.length ? fresh : parts(now)).join(" ");
}

function saveFile(name, type, bytes) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function tell(model, kind, details = {}) {
  try {
    model.send({ kind, ...details });
  } catch {
    // The kernel has gone, and with it whoever would listen.
  }
}

function initialize({ model }) {
  // Once a widget, however many views of it are on the page: a file is saved once, a step taken once.
  let step = null;
  const receive = (message, buffers) => {
    if (message.kind === "save") saveFile(message.name, message.type, buffers[0]);
    if (message.kind === "step") {
      // The next step is asked for only when this one has been answered, so that a slow kernel queues nothing.
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      clearTimeout(step);
      step = setTimeout(
        () => tell(model, "step", { turn: message.turn, to_the_end: still }), still ? 0 : message.pause,
      );
    }
  };
  model.on("msg:custom", receive);
  return () => {
    clearTimeout(step);
    model.off("msg:custom", receive);
  };
}

function render({ model, el }) {
  el.classList.add("te-frame");
  const voice = document.createElement("div");
  voice.className = "te-voice";
  voice.setAttribute("role", "status");
  voice.setAttribute("aria-live", "polite");
  const hideTwin = document.createElement("style");
  hideTwin.textContent = `.${model.get("twin")} { display: none !important; }`;
  el.append(voice, hideTwin);

  let root = null;
  let notebook = null;
  let watcher = null;
  let waiting = null;
  let emptying = null;
  let seen = null;
  let told = null;
  let wasRunning = false;
  let frame = null;

  const said = () => [...root.querySelectorAll(".te-sentence")].map((p) => p.textContent).join(" ").trim();
  const listen = () => {
    const now = said();
    const isRunning = root.querySelector(".te-run")?.textContent.trim() === "Stop";
    if (now === seen && isRunning === wasRunning) return;
    seen = now;
    wasRunning = isRunning;
    clearTimeout(waiting);
    // A run is told where it ends: its steps come faster than they can be said.
    if (isRunning || now === told) return;
    waiting = setTimeout(() => {
      clearTimeout(emptying);
      voice.textContent = findNew(now, told);
      told = now;
      // Emptied when it has been heard, or whoever reads the page from top to bottom meets it a second time.
      emptying = setTimeout(() => { voice.textContent = ""; }, HEARD_MS);
    }, QUIET_MS);
  };
  const start = () => {
    root = el.closest(".trial-explorer");
    if (!root) { // the view is made before its parent takes it in
      frame = requestAnimationFrame(start);
      return;
    }
    root.addEventListener("keydown", stopShortcuts);
    notebook = root.closest(".jp-Notebook");
    notebook?.addEventListener("keydown", keepMovingKeys);
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", model.get("label"));
    nameControls(root);
    seen = told = said(); // what is there at the start is read in its place, not announced
    watcher = new MutationObserver(() => { nameControls(root); listen(); });
    watcher.observe(root, {
      childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["class"],
    });
    // The first message of a page makes the thread in which JupyterLab runs callbacks. Sent now, it is not a click.
    tell(model, "ready");
    root.dataset.ready = "true";
  };
  start();

  return () => {
    tell(model, "gone");
    cancelAnimationFrame(frame);
    clearTimeout(waiting);
    watcher?.disconnect();
    root?.removeEventListener("keydown", stopShortcuts);
    notebook?.removeEventListener("keydown", keepMovingKeys);
  };
}

export default { initialize, render };
