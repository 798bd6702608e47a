// The part of the module `vscode` that the extension and its client library use,
// without an editor: what an editor would show is kept here, so that a test can
// read it, and a test types by changing a document.
"use strict";
const path = require("node:path");
const { fileURLToPath, pathToFileURL } = require("node:url");

class Disposable {
  constructor(dispose = () => {}) { this.dispose = dispose; }
  static from(...all) { return new Disposable(() => all.forEach((one) => one.dispose())); }
}

class EventEmitter {
  #listeners = new Set();
  event = (listener, self, disposables) => {
    const bound = self ? listener.bind(self) : listener;
    this.#listeners.add(bound);
    const disposable = new Disposable(() => this.#listeners.delete(bound));
    disposables?.push(disposable);
    return disposable;
  };
  fire(value) { for (const listener of [...this.#listeners]) listener(value); }
  dispose() { this.#listeners.clear(); }
}

class Uri {
  constructor(text) {
    this.text = text;
    this.scheme = text.slice(0, text.indexOf(":"));
    this.path = decodeURIComponent(text.replace(/^[a-z]+:(\/\/[^/]*)?/, ""));
  }
  get fsPath() { return fileURLToPath(this.text); }
  toString() { return this.text; }
  static file(name) { return new Uri(pathToFileURL(name).href); }
  static parse(text) { return new Uri(text); }
}

class Position {
  constructor(line, character) { Object.assign(this, { line, character }); }
}

class Range {
  constructor(a, b, c, d) {
    [this.start, this.end] = typeof a === "number" ? [new Position(a, b), new Position(c, d)] : [a, b];
  }
}

class CancellationTokenSource {
  #emitter = new EventEmitter();
  token = { isCancellationRequested: false, onCancellationRequested: this.#emitter.event };
  cancel() { this.token.isCancellationRequested = true; this.#emitter.fire(); }
  dispose() {}
}

class WorkspaceEdit {
  edits = [];
  replace(uri, range, newText) { this.edits.push({ uri, range, newText }); }
  insert(uri, position, newText) { this.replace(uri, new Range(position, position), newText); }
  delete(uri, range) { this.replace(uri, range, ""); }
  set(uri, edits) { for (const edit of edits) this.edits.push({ uri, ...(Array.isArray(edit) ? edit[0] : edit) }); }
  createFile(uri) { this.edits.push({ uri, create: true }); }
  get size() { return this.edits.length; }
}

// record makes a class that keeps what it is given under these names.
const record = (...names) => class {
  constructor(...values) { names.forEach((name, i) => { this[name] = values[i]; }); }
};

// enumeration numbers its names, as VS Code does.
const enumeration = (first, ...names) => Object.fromEntries(
  names.flatMap((name, i) => [[name, i + first], [i + first, name]]));

class CodeActionKind {
  constructor(value) { this.value = value; }
  append(part) { return new CodeActionKind(this.value ? `${this.value}.${part}` : part); }
  contains(other) { return other.value === this.value || other.value.startsWith(`${this.value}.`); }
}
CodeActionKind.Empty = new CodeActionKind("");
CodeActionKind.QuickFix = CodeActionKind.Empty.append("quickfix");
CodeActionKind.Refactor = CodeActionKind.Empty.append("refactor");
for (const kind of ["Extract", "Inline", "Rewrite"]) {
  CodeActionKind[`Refactor${kind}`] = CodeActionKind.Refactor.append(kind.toLowerCase());
}
CodeActionKind.Source = CodeActionKind.Empty.append("source");
CodeActionKind.SourceOrganizeImports = CodeActionKind.Source.append("organizeImports");
CodeActionKind.SourceFixAll = CodeActionKind.Source.append("fixAll");

class TextDocument {
  version = 1;
  isClosed = false;
  constructor(name, languageId, text) {
    Object.assign(this, { uri: Uri.file(name), fileName: name, languageId, text });
  }
  getText() { return this.text; }
  get lineCount() { return this.text.split("\n").length; }
  positionAt(offset) {
    const before = this.text.slice(0, offset).split("\n");
    return new Position(before.length - 1, before.at(-1).length);
  }
  offsetAt({ line, character }) {
    return this.text.split("\n").slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
  }
}

const emitters = {};
const on = (name) => (emitters[name] ??= new EventEmitter()).event;
const settings = new Map();
const shown = { diagnostics: new Map(), providers: new Map(), messages: [], lines: [], extensions: new Map() };

// languages: each register function keeps its provider under the name of the function.
const languages = new Proxy({
  match: () => 10,
  createDiagnosticCollection: () => ({
    set: (uri, list) => { shown.diagnostics.set(uri.toString(), list ?? []); },
    delete: (uri) => { shown.diagnostics.delete(uri.toString()); },
    clear: () => shown.diagnostics.clear(),
    forEach: () => {},
    dispose() {},
  }),
}, {
  get: (known, name) => known[name] ?? ((_selector, provider) => {
    shown.providers.set(name, provider);
    return new Disposable(() => shown.providers.delete(name));
  }),
});

const say = (kind) => async (text) => { shown.messages.push({ kind, text }); };
const workspace = {
  textDocuments: [],
  workspaceFolders: undefined,
  getConfiguration: (section) => ({
    get: (key, otherwise) => settings.get(section ? `${section}.${key}` : key) ?? otherwise,
    has: (key) => settings.has(section ? `${section}.${key}` : key),
  }),
  getWorkspaceFolder: () => workspace.workspaceFolders?.[0],
  asRelativePath: (name) => String(name),
  createFileSystemWatcher: () => ({
    onDidCreate: on("fileCreated"), onDidChange: on("fileChanged"), onDidDelete: on("fileDeleted"), dispose() {},
  }),
  applyEdit: async (edit) => { shown.applied = edit; return true; },
};
for (const event of [
  "DidOpenTextDocument", "DidCloseTextDocument", "DidChangeTextDocument", "DidSaveTextDocument", "WillSaveTextDocument",
  "DidChangeConfiguration", "DidChangeWorkspaceFolders", "DidCreateFiles", "DidDeleteFiles", "DidRenameFiles",
  "WillCreateFiles", "WillDeleteFiles", "WillRenameFiles", "DidOpenNotebookDocument", "DidCloseNotebookDocument",
  "DidChangeNotebookDocument", "DidSaveNotebookDocument",
]) workspace[`on${event}`] = on(event);

const channel = () => ({
  append: (text) => shown.lines.push(text), appendLine: (text) => shown.lines.push(text),
  error: (text) => shown.lines.push(text), show() {}, clear() {}, dispose() {},
});

const vscode = {
  version: "1.91.0",
  Disposable, EventEmitter, Uri, Position, Range, CancellationTokenSource, WorkspaceEdit, CodeActionKind,
  Selection: class extends Range {},
  CancellationError: class extends Error {},
  Location: record("uri", "range"), Diagnostic: record("range", "message", "severity"),
  DiagnosticRelatedInformation: record("location", "message"), RelativePattern: record("base", "pattern"),
  CompletionItem: record("label", "kind"), CompletionList: record("items", "isIncomplete"),
  CodeAction: record("title", "kind"), CodeLens: record("range", "command"), DocumentLink: record("range", "target"),
  InlayHint: record("position", "label", "kind"), InlayHintLabelPart: record("value"), FoldingRange: record("start", "end", "kind"),
  Hover: record("contents", "range"), MarkdownString: record("value"), SnippetString: record("value"),
  TextEdit: class extends record("range", "newText") { static replace(range, text) { return new this(range, text); } },
  DocumentHighlight: record("range", "kind"), SymbolInformation: record("name", "kind"),
  DocumentSymbol: record("name", "detail", "kind", "range", "selectionRange"),
  CallHierarchyItem: record(), TypeHierarchyItem: record(), SelectionRange: record("range"),
  DiagnosticSeverity: enumeration(0, "Error", "Warning", "Information", "Hint"),
  DiagnosticTag: enumeration(1, "Unnecessary", "Deprecated"), SymbolTag: enumeration(1, "Deprecated"),
  CompletionItemTag: enumeration(1, "Deprecated"), FileType: enumeration(0, "Unknown", "File", "Directory"),
  DocumentHighlightKind: enumeration(0, "Text", "Read", "Write"),
  CompletionItemKind: {}, SymbolKind: {}, TextDocumentSaveReason: enumeration(1, "Manual", "AfterDelay", "FocusOut"),
  SignatureHelpTriggerKind: {}, NotebookCellKind: {}, FoldingRangeKind: enumeration(1, "Comment", "Imports", "Region"),
  CompletionTriggerKind: enumeration(0, "Invoke", "TriggerCharacter", "TriggerForIncompleteCompletions"),
  CodeActionTriggerKind: enumeration(1, "Invoke", "Automatic"), ProgressLocation: { Window: 10 },
  TabInputText: record("uri"), TabInputTextDiff: record(), TabInputCustom: record(), TabInputNotebook: record(),
  languages, workspace,
  window: {
    createOutputChannel: channel, showErrorMessage: say("error"), showWarningMessage: say("warning"),
    showInformationMessage: say("information"), showInputBox: async (options) => shown.answer(options), activeTextEditor: undefined, visibleTextEditors: [],
    tabGroups: { all: [], onDidChangeTabs: on("tabs") }, onDidChangeActiveTextEditor: on("activeEditor"),
    withProgress: async (_options, task) => task({ report() {} }, new CancellationTokenSource().token),
  },
  extensions: { getExtension: (id) => shown.extensions.get(id) },
  commands: {
    registerCommand: (name, run) => { shown.providers.set(name, run); return new Disposable(); },
    executeCommand: async () => {},
  },
  env: { appName: "a test", language: "en", openExternal: async () => true },
};

// What a test does with the editor.
const editor = {
  vscode, shown, settings,
  folder(dir) { workspace.workspaceFolders = [{ uri: Uri.file(dir), name: path.basename(dir), index: 0 }]; },
  open(name, languageId, text) {
    const document = new TextDocument(name, languageId, text);
    workspace.textDocuments.push(document);
    emitters.DidOpenTextDocument.fire(document);
    return document;
  },
  replace(document, from, to) {
    const offset = document.text.indexOf(from);
    if (offset < 0) throw new Error(`the document has no ${JSON.stringify(from)}`);
    const range = new Range(document.positionAt(offset), document.positionAt(offset + from.length));
    document.text = document.text.slice(0, offset) + to + document.text.slice(offset + from.length);
    document.version++;
    emitters.DidChangeTextDocument.fire({
      document, contentChanges: [{ range, rangeOffset: offset, rangeLength: from.length, text: to }],
    });
  },
};
module.exports = editor;
