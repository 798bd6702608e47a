// The extension starts `manifest lsp` and joins it with the editor. All that is
// known about manifests is in the server.
import * as vscode from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions, State, TransportKind } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

// files are those that the server may have something to say about. It passes over
// all others by itself.
const files = [
  "**/manifest.yaml",
  "**/.manifest.yaml",
  "**/in-use.yaml",
  "**/{history,approvals}/*.json",
].map((pattern) => ({ scheme: "file", pattern }));

function command(): string {
  const path = vscode.workspace.getConfiguration("manifest").get<string>("path", "manifest").trim();
  return path === "" ? "manifest" : path;
}

async function start(): Promise<void> {
  const server: ServerOptions = { command: command(), args: ["lsp"], transport: TransportKind.stdio };
  const options: LanguageClientOptions = {
    documentSelector: files,
    synchronize: { configurationSection: "manifest" },
    initializationOptions: {
      codeLens: vscode.workspace.getConfiguration("manifest").get<boolean>("codeLens", true),
      inlayHints: vscode.workspace.getConfiguration("manifest").get<boolean>("inlayHints", true),
      asksReason: true,
    },
    middleware: {
      // The server says which change; the reason is the user's.
      executeCommand: async (name, args, next) => {
        if (name !== "manifest.approve" || args.length !== 1) {
          return next(name, args);
        }
        const reason = await vscode.window.showInputBox({
          title: "Approve a change",
          prompt: "Why is the change right? A reviewer reads this.",
          ignoreFocusOut: true,
          validateInput: (text) => (text.trim() === "" ? "Give a reason; reviewers of the approval read it." : undefined),
        });
        return reason === undefined ? undefined : next(name, [{ ...args[0], reason }]);
      },
    },
  };
  client = new LanguageClient("manifest", "Manifest", server, options);
  try {
    await client.start();
  } catch (error) {
    const open = "Open the setting";
    const chosen = await vscode.window.showErrorMessage(
      `The command ${command()} could not be started: ${error instanceof Error ? error.message : String(error)}`,
      open,
    );
    if (chosen === open) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "manifest.path");
    }
  }
}

// warnTwice says so where the YAML extension checks the same files: each of its
// mistakes would be reported a second time.
async function warnTwice(context: vscode.ExtensionContext): Promise<void> {
  const quiet = "warnedTwice";
  const schemas = vscode.workspace.getConfiguration("yaml").get<Record<string, unknown>>("schemas", {});
  const named = Object.keys(schemas).some((key) => key.endsWith("/.schema/manifest.schema.json"));
  if (!named || vscode.extensions.getExtension("redhat.vscode-yaml") === undefined || context.workspaceState.get(quiet)) {
    return;
  }
  const [show, never] = ["Show the command", "Don't show again"];
  const chosen = await vscode.window.showWarningMessage(
    "The YAML extension reports mistakes in manifests a second time: yaml.schemas names the schema of manifests.", show, never);
  if (chosen === show) {
    const terminal = vscode.window.createTerminal("Manifest");
    terminal.show();
    terminal.sendText(`${command()} schema --editors --server`, false);
  } else if (chosen === never) {
    await context.workspaceState.update(quiet, true);
  }
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  if (running !== undefined && running.state !== State.Stopped) {
    await running.stop();
  }
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("manifest.restart", async () => {
      await stop();
      await start();
    }),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("manifest.path")) {
        await stop();
        await start();
      }
    }),
  );
  await start();
  void warnTwice(context);
}

export async function deactivate(): Promise<void> {
  await stop();
}
