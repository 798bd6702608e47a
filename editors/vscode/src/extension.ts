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
}

export async function deactivate(): Promise<void> {
  await stop();
}
