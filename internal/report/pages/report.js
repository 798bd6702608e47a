"use strict";
(function () {
  var one = function (id) { return document.getElementById(id); };
  var all = function (query, within) { return Array.prototype.slice.call((within || document).querySelectorAll(query)); };
  var say = function (text) { var at = one("said"); if (at) at.textContent = text; };
  all(".tools[hidden]").forEach(function (e) { e.hidden = false; });

  // Tables stay tables for screen readers where narrow screens stack their cells.
  [["table", "table"], ["thead, tbody", "rowgroup"], ["tr", "row"], ["td", "cell"], ["thead th", "columnheader"], ["tbody th", "rowheader"]
  ].forEach(function (is) { all(is[0]).forEach(function (e) { e.setAttribute("role", is[1]); }); });
  all(".none").forEach(function (e) {
    if (e.textContent !== "–") return;
    e.setAttribute("role", "img");
    e.setAttribute("aria-label", "none");
  });

  // filter shows the entries that every test accepts, and says how many.
  function filter(box, entries, noun, accepts) {
    var count = one(box.id + "-n");
    var texts = entries.map(function (e) { return e.textContent.toLowerCase().replace(/\u00a0/g, " "); });
    function run() {
      var shown = 0;
      entries.forEach(function (e, i) { var ok = accepts(e, texts[i]); e.hidden = !ok; if (ok) shown++; });
      count.textContent = shown + " of " + entries.length + " " + noun;
    }
    box.addEventListener("input", run);
    run();
  }
  var value = function (id) { return one(id).value; };
  if (one("find")) filter(one("find"), all("#board tbody tr"), "apps", function (e, text) {
    return text.indexOf(value("find-text").toLowerCase()) >= 0 && (!value("find-status") || e.dataset.s === value("find-status"));
  });
  if (one("sift")) filter(one("sift"), all("#events > li"), "events", function (e, text) {
    var day = e.querySelector("time").dateTime, kind = value("sift-kind");
    return text.indexOf(value("sift-text").toLowerCase()) >= 0 && (!value("sift-app") || e.querySelector("a").hash === "#app-" + value("sift-app")) &&
      (!kind || e.dataset.k === kind || (" " + (e.dataset.m || "") + " ").indexOf(" " + kind + " ") >= 0) &&
      (!value("sift-from") || day >= value("sift-from")) && (!value("sift-to") || day <= value("sift-to"));
  });
  if (one("on")) {
    var tooOld = function () { return value("on-day") && value("on-day") < one("on-day").min; };
    filter(one("on"), all("#periods tbody tr"), "periods", function (e) {
      var day = value("on-day");
      return !day || (!tooOld() && e.dataset.f <= day && (!e.dataset.u || e.dataset.u > day));
    });
    one("on").addEventListener("input", function () {
      if (tooOld()) one("on-n").textContent = "The list is complete from " + one("on-day").min + " on";
    });
  }

  // Columns of the board sort by the keys of their cells.
  all("#board thead th").forEach(function (th, column) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = th.textContent;
    th.textContent = "";
    th.appendChild(button);
    button.addEventListener("click", function () {
      var down = th.getAttribute("aria-sort") === "ascending";
      all("#board thead th").forEach(function (other) { other.removeAttribute("aria-sort"); });
      th.setAttribute("aria-sort", down ? "descending" : "ascending");
      var body = document.querySelector("#board tbody");
      var key = function (tr) { var c = tr.children[column]; return c.dataset.n !== undefined ? +c.dataset.n : c.textContent.trim().toLowerCase(); };
      var sorted = document.createDocumentFragment();
      all("tr", body).map(function (tr, i) { return [key(tr), i, tr]; }).sort(function (a, b) {
        var order = a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
        return (down ? -order : order) || a[1] - b[1];
      }).forEach(function (row) { sorted.appendChild(row[2]); });
      body.appendChild(sorted);
      say("Sorted by " + button.textContent + ", " + (down ? "descending" : "ascending"));
    });
  });

  all("kbd").forEach(function (command) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    command.after(" ", button);
  });

  // A copied command is taken from the page; where that fails, it is selected.
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest(".copy");
    if (!button) return;
    var code = button.previousElementSibling;
    var select = function () {
      window.getSelection().selectAllChildren(code);
      button.textContent = "Selected";
      say("The command is selected; copy it with your keyboard");
    };
    try {
      navigator.clipboard.writeText(code.textContent).then(function () { button.textContent = "Copied"; say("Copied"); }, select);
    } catch (e) { select(); }
  });
})();
