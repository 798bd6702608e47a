// Takes the pictures for scripts/pictures: WORK has the pages, and a repository for the editor,
// OUT gets the files.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { marked } from "marked";
import { chromium } from "playwright-core";

const [work, out, codeServer] = process.argv.slice(2);
const executablePath = ["chromium", "chromium-browser", "google-chrome"]
  .map((name) => { try { return execFileSync("which", [name], { encoding: "utf8" }).trim(); } catch { return ""; } })
  .find((name) => name !== "");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

async function shoot(name, colorScheme, width, height, url, before = async () => {}) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.goto(url, { timeout: 120_000 });
  const clip = await before(page);
  await page.screenshot({ path: path.join(out, `${name}-${colorScheme}.png`), ...(clip ? { clip } : {}) });
  await page.close();
}

const comment = path.join(work, "comment.html");
const css = fs.readFileSync(path.join(work, "node_modules/github-markdown-css/github-markdown.css"), "utf8");
fs.writeFileSync(comment, `<!doctype html><meta charset="utf-8"><style>${css}
body { margin: 0; } .markdown-body { padding: 24px 28px; }</style>
<article class="markdown-body">${marked.parse(fs.readFileSync(path.join(work, "comment.md"), "utf8"))}</article>`);

for (const scheme of ["light", "dark"]) {
  await shoot("comment", scheme, 860, 600, pathToFileURL(comment).href, async (page) => {
    const box = await page.locator("article").boundingBox();
    return { x: 0, y: 0, width: 860, height: Math.min(box.height, 900) };
  });
  for (const name of ["report", "checklist", "customer"]) {
    await shoot(name, scheme, 1100, 720, pathToFileURL(path.join(work, `${name}.html`)).href);
  }
}

if (codeServer) {
  const data = path.join(work, "code");
  const settings = { "manifest.path": path.join(work, "bin/manifest"), "workbench.startupEditor": "none",
    "telemetry.telemetryLevel": "off", "window.autoDetectColorScheme": true, "editor.minimap.enabled": false,
    "workbench.sideBar.location": "left", "chat.commandCenter.enabled": false, "window.menuBarVisibility": "compact" };
  fs.mkdirSync(path.join(data, "User"), { recursive: true });
  fs.writeFileSync(path.join(data, "User/settings.json"), JSON.stringify(settings));
  const folders = ["--user-data-dir", data, "--extensions-dir", path.join(work, "extensions")];
  const [vsix] = fs.readdirSync(path.join(work, "vsix"));
  execFileSync("node", [codeServer, ...folders, "--install-extension", path.join(work, "vsix", vsix)], { stdio: "inherit" });
  const server = spawn("node", [codeServer, ...folders, "--auth", "none", "--bind-addr", "127.0.0.1:18099",
    "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", path.join(work, "editor")], { stdio: "ignore" });
  try {
    await new Promise((resolve) => setTimeout(resolve, 8000));
    for (const scheme of ["light", "dark"]) {
      const url = `http://127.0.0.1:18099/?folder=${path.join(work, "editor")}`;
      await shoot("editor", scheme, 1180, 660, url, async (page) => {
        await page.waitForSelector(".monaco-workbench", { timeout: 180_000 });
        await page.waitForTimeout(8000);
        await page.keyboard.press("Control+P");
        await page.waitForTimeout(2000);
        await page.keyboard.type("acme-field-sync/manifest.yaml");
        await page.waitForTimeout(5000);
        await page.keyboard.press("Enter");
        await page.waitForSelector(".codelens-decoration", { timeout: 120_000 });
        await page.keyboard.press("Control+B"); // the list of files
        await page.keyboard.press("Control+Shift+M"); // the findings
        await page.waitForTimeout(4000);
      });
    }
  } finally {
    server.kill();
  }
}
await browser.close();
