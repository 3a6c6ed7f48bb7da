/** `npm run footnote -- COMMAND`: the command line, built when its sources have changed. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { buildProcesses, checkNode, install, root } from "./prepare.mjs";

checkNode();
install();
buildProcesses();
const { status } = spawnSync(process.execPath, [join(root, "dist/cli.mjs"), ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exit(status ?? 1);
