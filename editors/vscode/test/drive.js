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
    const value = await condition();
    if (value) return value;
  }
  throw new Error(`waited for ${what}: ${JSON.stringify([...editor.shown.diagnostics])} ${editor.shown.lines.join("")}`);
}

process.env.USER ??= "Jane"; // who approves, where git does not know
const none = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) };
const provider = (name) => until(name, () => editor.shown.providers.get(name));
const findings = (document) => editor.shown.diagnostics.get(document.uri.toString()) ?? [];

async function main() {
  const run = (...args) => {
    const made = spawnSync(manifest, args, { cwd: dir, encoding: "utf8" });
    assert.equal(made.status, 0, made.stderr);
  };
  run("init", "acme", "--no-editor", "--no-input", "--side-panel",
    "https://panel.acmefield.com/?company={{procore.company.id}}", "--view", "rfi.detail,submittal_logs.detail");
  run("adopt", "acme", "--state", "production");
  editor.folder(dir);
  editor.settings.set("manifest.path", manifest);
  const context = { subscriptions: [], workspaceState: { get: () => undefined } };
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

  await approve(document, run);

  assert.deepEqual(editor.shown.messages, []);
  await extension.deactivate();

  editor.settings.set("yaml.schemas", { "./manifests/.schema/manifest.schema.json": ["manifests/*/manifest.yaml"] });
  editor.shown.extensions.set("redhat.vscode-yaml", {});
  await extension.activate(context);
  await until("the warning", () => editor.shown.messages.some((one) => one.kind === "warning" && /a second time/.test(one.text)));
  await extension.deactivate();
  console.log("the extension's client library drives manifest lsp: findings, fix, hover, completion, format, symbols, approval");
}

// approve makes a change that needs an approval, takes the action for it, and holds
// the file that the editor is to create against that of the command.
async function approve(document, run) {
  const reason = "agreed with support";
  editor.replace(document, "      - submittal_logs.detail\n", "");
  const action = await until("the action", async () => {
    const line = new editor.vscode.Range(document.positionAt(document.text.indexOf("version:")), document.positionAt(document.text.indexOf("version:")));
    const list = await (await provider("registerCodeActionsProvider")).provideCodeActions(
      document, line, { diagnostics: [], only: undefined, triggerKind: 1 }, none);
    return list.find((one) => one.command?.command === "manifest.approve");
  });
  editor.shown.answer = () => undefined; // Escape
  await editor.shown.providers.get("manifest.approve")(...action.command.arguments);
  assert.equal(editor.shown.applied, undefined);
  editor.shown.answer = (options) => {
    assert.equal(typeof options.validateInput(" "), "string");
    return reason;
  };
  await editor.shown.providers.get("manifest.approve")(...action.command.arguments);
  const [create, text] = await until("the edit", () => editor.shown.applied?.edits);
  assert.ok(create.create);
  assert.equal(create.uri.toString(), text.uri.toString());

  fs.writeFileSync(document.uri.fsPath, document.text);
  run("approve", "acme", action.command.arguments[0].fingerprint, "--reason", reason);
  const folder = path.join(dir, "manifests", "acme", "approvals");
  const [name] = fs.readdirSync(folder);
  const at = /"at": "[^"]*"/; // which may be a second later
  const written = fs.readFileSync(path.join(folder, name), "utf8");
  assert.equal(text.newText.replace(at, ""), written.replace(at, ""));
  assert.equal(path.dirname(create.uri.fsPath), folder);
}

main().then(() => 0, (error) => { console.error(error); return 1; }).then((code) => {
  fs.rmSync(dir, { recursive: true, force: true });
  process.exit(code);
});
