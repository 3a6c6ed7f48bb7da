/** `npm start`: prepares what is missing, then runs the supervisor until it is told to stop. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { buildPages, buildProcesses, checkNode, fetchModels, install, root } from "./prepare.mjs";

checkNode();
install();
buildProcesses();
fetchModels();
buildPages();

const supervisor = spawn(process.execPath, ["--enable-source-maps", join(root, "dist/supervisor.mjs")], {
  cwd: root,
  stdio: "inherit",
});
// A terminal sends Ctrl+C to the whole group; a service manager only to us.
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => supervisor.kill(signal));
process.on("SIGINT", () => {});
supervisor.on("exit", (code) => process.exit(code ?? 0));
