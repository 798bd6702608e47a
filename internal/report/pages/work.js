"use strict";
(() => {
  const form = document.getElementById("work");
  const one = (query, within) => (within || form).querySelector(query);
  const all = (query, within) => Array.from((within || form).querySelectorAll(query));
  const say = text => { one("#said").textContent = text; };
  all("[data-script]").forEach(e => { e.hidden = false; });
  one("#off").hidden = true;

  // An answer stands in radio buttons, in the cells of a table, or in boxes.
  const items = all("[data-item]");
  const times = {};
  const cells = item => all("select, input[type=checkbox]", item);
  const cellResult = c => c.type === "checkbox" ? (c.checked ? "done" : "") : c.value;
  function resultOf(item) {
    const table = cells(item);
    if (table.length) {
      const found = table.map(cellResult);
      if (found.includes("failed")) return "failed";
      return found.every(Boolean) ? "done" : found.some(Boolean) ? "open" : "";
    }
    const radio = one("input[type=radio]:checked", item);
    return radio ? radio.value : "";
  }
  const noteOf = item => { const note = one("textarea", item); return note ? note.value.trim() : ""; };
  const needsNote = result => result === "failed" || result === "not_applicable";
  function answerOf(item) {
    const answer = { id: item.id, digest: item.dataset.item, result: resultOf(item) };
    if (noteOf(item)) answer.note = noteOf(item);
    if (times[item.id]) answer.at = times[item.id];
    const filled = cells(item).filter(cellResult).map(c => ({ row: c.dataset.row, column: c.dataset.column, result: cellResult(c) }));
    if (filled.length) answer.cells = filled;
    return answer;
  }
  const answers = () => items.map(answerOf).filter(a => a.result);
  const now = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");

  // fill puts kept answers into the page, and returns how many were about an item
  // that is not the same any more.
  function fill(kept) {
    let changed = 0;
    for (const answer of kept) {
      const item = items.find(i => i.id === answer.id);
      if (!item || item.dataset.item !== answer.digest) { changed++; continue; }
      all("input[type=radio]", item).forEach(r => { r.checked = r.value === answer.result; });
      const note = one("textarea", item);
      if (note && typeof answer.note === "string") note.value = answer.note;
      if (typeof answer.at === "string") times[item.id] = answer.at;
      for (const cell of Array.isArray(answer.cells) ? answer.cells : []) {
        const c = cells(item).find(c => c.dataset.row === cell.row && c.dataset.column === cell.column);
        if (c && c.type === "checkbox") c.checked = cell.result === "done";
        else if (c) c.value = String(cell.result);
      }
    }
    return changed;
  }

  // Storage may be missing, forbidden or full: it is tried, and the page says so.
  const prefix = form.dataset.key + " ", own = prefix + form.dataset.digest;
  let store = null;
  try {
    window.localStorage.setItem(prefix + "test", "1");
    window.localStorage.removeItem(prefix + "test");
    store = window.localStorage;
  } catch (e) { store = null; }
  const by = one("#by");
  const keptWords = () => store
    ? "Answers are kept in this browser" + (by ? " until you save them." : ".")
    : "This browser does not keep answers for this page" + (by ? ". Save the results before you close it." : ".");
  function keep() {
    try { if (store) store.setItem(own, JSON.stringify({ by: by ? by.value : "", items: answers() })); } catch (e) { store = null; }
    one("#kept").textContent = keptWords();
    one("#kept").classList.toggle("warn", !store);
  }
  const parsed = text => {
    try { const kept = JSON.parse(text); return kept && Array.isArray(kept.items) ? kept : null; } catch (e) { return null; }
  };
  if (store) {
    let kept = parsed(store.getItem(own));
    const earlier = kept ? null : Object.keys(store).filter(k => k.startsWith(prefix)).map(k => parsed(store.getItem(k))).find(Boolean);
    kept = kept || earlier;
    if (kept) {
      const changed = fill(kept.items);
      if (by && typeof kept.by === "string") by.value = kept.by;
      if (earlier && by) say("Answers from an earlier page were taken over." + (changed ? " " + changed + " were about items that changed since." : ""));
    }
  }

  // show says how far the work is.
  function show() {
    let settled = +form.dataset.settled, failed = +form.dataset.failed;
    for (const item of items) {
      const result = resultOf(item);
      const done = result === "done" || result === "not_applicable" || (!result && item.dataset.done === "yes");
      const bad = result === "failed" || (!result && item.dataset.done === "failed");
      item.classList.toggle("settled", done);
      item.classList.toggle("bad", bad);
      if (done) settled++;
      if (bad) failed++;
      const note = one(".note", item);
      if (note) note.hidden = !needsNote(result) && !noteOf(item);
    }
    const total = +form.dataset.total;
    one("progress").value = settled;
    one("#count").textContent = settled + " of " + total + " done" + (failed ? ", " + failed + " failed" : "") +
      (total - settled - failed ? ", " + (total - settled - failed) + " open" : "");
    for (const part of all("[data-part]")) {
      const left = all("[data-item]:not(.settled), .stuck", part).length;
      one(".left", part).textContent = left ? left + " left" : "all done";
    }
  }
  form.addEventListener("submit", e => e.preventDefault());
  form.addEventListener("input", e => {
    const item = e.target.closest("[data-item]");
    if (item) {
      times[item.id] = now();
      e.target.removeAttribute("aria-invalid");
    } else if (e.target !== by) return;
    keep();
    show();
  });

  const only = one("#only");
  if (only) only.addEventListener("change", () => all("[data-item], .fine").forEach(e => {
    e.hidden = only.checked && (e.classList.contains("settled") || e.classList.contains("fine"));
  }));

  document.addEventListener("click", event => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.classList.contains("copy")) copy(button);
    const item = button.closest("[data-item]");
    if (item && button.classList.contains("clear")) {
      all("input[type=radio]", item).forEach(r => { r.checked = false; });
      cells(item).forEach(c => { if (c.type === "checkbox") c.checked = false; else c.value = ""; });
    } else if (item && button.classList.contains("rest")) {
      cells(item).forEach(c => { if (!c.value) c.value = "done"; });
    } else if (button.id === "forget") {
      if (!window.confirm("Forget every answer that was given on this page?")) return;
      items.forEach(i => { all("input", i).forEach(c => { c.checked = false; }); all("select, textarea", i).forEach(c => { c.value = ""; }); });
    } else return;
    if (item) times[item.id] = now();
    keep();
    show();
  });

  // A copied value is taken from the page; where that fails, it is selected.
  function copy(button) {
    const value = button.previousElementSibling;
    const select = () => {
      window.getSelection().selectAllChildren(value);
      button.textContent = "Selected";
      say("The text is selected; copy it with your keyboard");
    };
    try {
      navigator.clipboard.writeText(value.textContent).then(() => {
        button.textContent = "Copied";
        say("Copied");
        window.setTimeout(() => { button.textContent = "Copy"; }, 2000);
      }, select);
    } catch (e) { select(); }
  }

  // faulty returns the first control that keeps the results from being saved, and
  // says why.
  function faulty() {
    if (!by.value.trim()) {
      say("Enter your name first");
      return by;
    }
    const item = items.find(i => needsNote(resultOf(i)) && !noteOf(i));
    if (item) say("Say what failed, or why it does not apply: " + one("h3", item).textContent.trim());
    else if (!answers().length) say("Nothing is answered yet");
    return item ? one("textarea", item) : answers().length ? null : one("input[type=radio], select", items[0] || form);
  }
  const save = one("#save");
  if (save) save.addEventListener("click", () => {
    const stop = faulty();
    if (stop) {
      stop.setAttribute("aria-invalid", "true");
      stop.focus();
      return;
    }
    const text = JSON.stringify({
      format: 1, app: form.dataset.app, version: form.dataset.version, checklist_digest: form.dataset.digest,
      by: by.value.trim(), at: now(), items: answers()
    }, null, 2) + "\n";
    one("#text").hidden = false;
    one("#text textarea").value = text;
    try {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
      link.download = form.dataset.file;
      link.click();
      window.setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      say("Results saved as " + form.dataset.file);
    } catch (e) {
      one("#text").open = true;
      say("The file could not be saved; copy its text at the end of the page");
    }
  });
  const load = one("#load");
  if (load) load.addEventListener("change", () => {
    const file = load.files[0];
    if (file) file.text().then(text => {
      const kept = parsed(text);
      if (!kept || kept.app !== form.dataset.app || kept.version !== form.dataset.version) {
        say("This file does not hold results for " + form.dataset.app + " " + form.dataset.version);
        return;
      }
      const changed = fill(kept.items);
      if (!by.value && typeof kept.by === "string") by.value = kept.by;
      keep();
      show();
      say("Results loaded" + (changed ? "; " + changed + " answers are about items that changed since, and were left out" : ""));
    }, () => say("The file cannot be read"));
  });

  // A link to an item opens what it is folded into; paper shows all.
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1)), fold = target && target.closest("details");
    if (fold) { fold.open = true; target.scrollIntoView(); }
  };
  window.addEventListener("hashchange", reveal);
  let folded = [];
  window.addEventListener("beforeprint", () => { folded = all("details:not([open])"); folded.forEach(d => { d.open = true; }); });
  window.addEventListener("afterprint", () => folded.forEach(d => { d.open = false; }));
  keep();
  show();
  reveal();
})();
