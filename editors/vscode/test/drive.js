// Drives `manifest lsp` through the compiled extension and its client library, as
// VS Code would, with a stand-in for the editor:
//
//	npm ci --ignore-scripts && npm run compile && npm test -- PATH/TO/manifest
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { spawnSync } = require("node:child_process");

const editor = require("./fake-vscode.js");
const Module = require("node:module");
const load = Module._load;
Module._load = (name, ...rest) => (name === "vscode" ? editor.vscode : load(name, ...rest));
const extension = require("../out/extension.js");

const manifest = path.resolve(process.argv[2] ?? "manifest");
const dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "manifest-extension-")));

async function until(what, condition) {
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 5))) {
    const value = condition();
    if (value) return value;
  }
  throw new Error(`waited for ${what}: ${JSON.stringify([...editor.shown.diagnostics])} ${editor.shown.lines.join("")}`);
}

const none = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) };
const provider = (name) => until(name, () => editor.shown.providers.get(name));
const findings = (document) => editor.shown.diagnostics.get(document.uri.toString()) ?? [];

async function main() {
  const made = spawnSync(manifest, ["init", "acme", "--no-editor", "--no-input", "--side-panel",
    "https://panel.acmefield.com/?company={{procore.company.id}}", "--view", "rfi.detail"], { cwd: dir, encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
  editor.folder(dir);
  editor.settings.set("manifest.path", manifest);
  const context = { subscriptions: [] };
  await extension.activate(context);

  const name = path.join(dir, "manifests", "acme", "manifest.yaml");
  const document = editor.open(name, "yaml", fs.readFileSync(name, "utf8"));
  editor.replace(document, "rfi.detail", "rfi.detial");
  const view = await until("the finding", () => findings(document).find((d) => d.code?.value === "unknown-view"));
  assert.equal(document.text.slice(document.offsetAt(view.range.start), document.offsetAt(view.range.end)), "rfi.detial");
  assert.equal(view.source, "manifest");
  assert.match(String(view.code.target), /^https:\/\//);

  const actions = await (await provider("registerCodeActionsProvider")).provideCodeActions(
    document, view.range, { diagnostics: [view], only: undefined, triggerKind: 1 }, none);
  const fix = actions.find((action) => action.edit?.edits.some((edit) => edit.newText === "rfi.detail"));
  assert.ok(fix, JSON.stringify(actions));

  const at = view.range.start;
  const hover = await (await provider("registerHoverProvider")).provideHover(document, at, none);
  assert.match(JSON.stringify(hover.contents), /unknown-view/);

  const completion = await (await provider("registerCompletionItemProvider")).provideCompletionItems(
    document, view.range.end, none, { triggerKind: 0 });
  assert.ok((completion.items ?? completion).some((item) => (item.label.label ?? item.label) === "rfi.detail"));

  editor.replace(document, "rfi.detial", "rfi.detail");
  await until("no finding", () => findings(document).every((d) => d.code?.value !== "unknown-view"));

  editor.replace(document, "schema: 1", "schema:   1");
  const edits = await (await provider("registerDocumentFormattingEditProvider")).provideDocumentFormattingEdits(
    document, { tabSize: 2, insertSpaces: true }, none);
  assert.ok(edits.length > 0);

  const symbols = await (await provider("registerDocumentSymbolProvider")).provideDocumentSymbols(document, none);
  assert.ok(symbols.some((symbol) => symbol.name === "embedded"), JSON.stringify(symbols.map((symbol) => symbol.name)));

  assert.deepEqual(editor.shown.messages, []);
  await extension.deactivate();
  console.log("the extension's client library drives manifest lsp: findings, fix, hover, completion, format, symbols");
}

main().then(() => 0, (error) => { console.error(error); return 1; }).then((code) => {
  fs.rmSync(dir, { recursive: true, force: true });
  process.exit(code);
});
