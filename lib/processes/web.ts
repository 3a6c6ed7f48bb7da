import { createServer } from "node:http";
import next from "next";
import { readConfig } from "../base/config.ts";
import { keepFilesPrivate } from "../base/private-files.ts";
import { print } from "../base/terminal.ts";
import { disposeHeld } from "../composition/once-per-process.ts";
import { setContentPolicy } from "./serve/content-policy.ts";
import { createGuard } from "./serve/guard.ts";

keepFilesPrivate();

/** The web process: Next behind Node's own HTTP server, whose time limits suit long uploads and long answers. */
const config = readConfig();
const lets = createGuard(config);
const app = next({ dev: false, dir: process.cwd(), hostname: config.HOST, port: config.PORT });
await app.prepare();
const handle = app.getRequestHandler();
/** A refused body is still taken in for this long, ms, so that the refusal reaches a client that is busy sending. */
const lingerMs = 2000;
const server = createServer((request, response) => {
  response.once("finish", () => {
    if (!request.complete) setTimeout(() => request.complete || request.socket.destroy(), lingerMs).unref();
  });
  if (!lets(request, response)) return;
  setContentPolicy(request, response);
  handle(request, response).catch((error: unknown) => {
    print(JSON.stringify({ level: "error", event: "request failed", message: String(error) }), process.stderr);
    response.destroy();
  });
});
// A 200 MB upload on a slow line takes longer than Node's five minutes; headers still have to come at once.
server.requestTimeout = 0;
server.headersTimeout = 30_000;
server.keepAliveTimeout = 10_000;
server.listen(config.PORT, config.HOST);

/** Answers that run are stopped and kept, downloads paused, what is open closed; whatever hangs is cut off after this, ms. */
const graceMs = 6000;
let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(0), graceMs).unref();
  server.close();
  server.closeIdleConnections();
  disposeHeld()
    .catch((error: unknown) => {
      print(JSON.stringify({ level: "error", event: "not closed cleanly", message: String(error) }), process.stderr);
    })
    .finally(() => {
      server.closeAllConnections();
      process.exit(0);
    });
};
process.on("SIGTERM", stop);
process.on("SIGINT", () => {});
process.on("disconnect", stop);
