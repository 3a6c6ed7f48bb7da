/** A Chromium for the tests: one that is installed, else playwright's own, else the distribution's package. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { giveUp, root, say } from "./prepare.mjs";

/** The same places that `test/browser.ts` looks at. */
const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export async function fetchBrowser() {
  const { chromium } = await import("playwright");
  const isThere = () => installed.some(existsSync) || existsSync(chromium.executablePath());
  if (isThere()) return;
  let said = "";
  const attempt = (command, args, what) => {
    say(what);
    const { stderr } = spawnSync(command, args, { cwd: root, stdio: ["ignore", "ignore", "pipe"], timeout: 300_000 });
    said = String(stderr ?? "").slice(-2000);
    return isThere();
  };
  if (attempt("npx", ["--no", "playwright", "install", "chromium"], "fetching a Chromium for the tests")) return;
  if (process.getuid?.() === 0) {
    attempt("apt-get", ["update", "-qq"], "no Chromium from playwright; asking the distribution for its own");
    if (attempt("apt-get", ["install", "-y", "-qq", "chromium"], "installing the package chromium")) return;
  }
  process.stderr.write(said);
  giveUp(
    "There is no Chromium for the browser tests.",
    "Install one (for example: apt-get install chromium) and try again.",
  );
}
