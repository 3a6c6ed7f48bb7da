import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ChildOptions, type KeptUp, keepUp } from "../../lib/processes/supervise/child.ts";
import { freePort, isTaken } from "../../lib/processes/supervise/free-port.ts";

/** A process is kept up by real processes: small programs that note each of their starts. */

let folder: string;
let kept: KeptUp | undefined;
let lines: string[];
let messages: unknown[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-supervise-"));
  lines = [];
  messages = [];
});
afterEach(async () => {
  await kept?.stop();
  await rm(folder, { recursive: true });
});

/** Keeps a program up that notes its start and then does this. */
async function keep(does: string, options: Partial<ChildOptions> = {}): Promise<KeptUp> {
  const file = join(folder, "program.mjs");
  await writeFile(
    file,
    `import { appendFileSync, readFileSync } from "node:fs";
     appendFileSync(${JSON.stringify(join(folder, "starts"))}, process.pid + "\\n");
     const nth = readFileSync(${JSON.stringify(join(folder, "starts"))}, "utf8").trim().split("\\n").length;
     ${does}`,
  );
  kept = keepUp({
    name: "worker",
    file,
    env: { ...process.env, GIVEN: "yes" },
    log: (name, line) => lines.push(`${name}: ${line}`),
    onMessage: (message) => messages.push(message),
    ...options,
  });
  return kept;
}
const starts = async () => (await readFile(join(folder, "starts"), "utf8").catch(() => "")).split("\n").length - 1;
const STAYS = "setInterval(() => {}, 1000);";
const until = (what: () => unknown) => expect.poll(what, { timeout: 20_000, interval: 20 });

test("what it writes is logged line by line, and what it says is handed on", async () => {
  await keep(`process.stdout.write("one\\ntw"); process.stdout.write("o\\n"); process.stderr.write("three " + process.env.GIVEN + "\\n");
    process.on("message", (message) => process.send({ heard: message })); process.send("up"); ${STAYS}`);
  await until(() => messages).toEqual(["up"]);
  await until(() => lines.toSorted()).toEqual(["worker: one", "worker: three yes", "worker: two"]);
  kept?.send({ type: "busy", busy: true });
  await until(() => messages.at(-1)).toEqual({ heard: { type: "busy", busy: true } });
});

test("one that ends is started again, and it is said why and when", async () => {
  const up = await keep(`if (nth < 3) process.exit(7); ${STAYS}`);
  const first = up.pid;
  await until(starts).toBe(3);
  expect(up.pid).not.toBe(first);
  expect(lines).toEqual([
    "footnote: worker ended (7), starting it again in 0.2 s",
    "footnote: worker ended (7), starting it again in 0.5 s",
  ]);
});

test("one that is killed is started again, at once where it had begun its work", async () => {
  const up = await keep(`process.send({ type: "ready" }); ${STAYS}`, {
    isReady: (message) => (message as { type?: string }).type === "ready",
  });
  await until(() => messages.length).toBe(1);
  process.kill(up.pid ?? 0, "SIGKILL");
  await until(() => messages.length).toBe(2);
  expect(lines).toEqual(["footnote: worker ended (SIGKILL), starting it again"]);
});

test("one that asks for a fresh start is not made to wait", async () => {
  await keep(`if (nth < 4) process.exit(0); ${STAYS}`);
  await until(starts).toBe(4);
  expect(lines).toEqual(Array(3).fill("footnote: worker ended (0), starting it again"));
});

test("while it waits for its next try it can be started now, and one that is up is left alone", async () => {
  const up = await keep(`if (nth < 5) process.exit(1); process.send("up"); ${STAYS}`);
  // The waits grow to 2 s; each is skipped.
  for (let n = 1; n < 5; n++) {
    await until(() => lines.length).toBe(n);
    up.startNow();
  }
  await until(() => messages).toEqual(["up"]);
  up.startNow();
  expect(await starts()).toBe(5);
});

test("asked to end it ends, is not started again, and can be asked twice", async () => {
  const up = await keep(
    `process.on("SIGTERM", () => { process.stdout.write("bye\\n"); process.exit(0); }); process.send("up"); ${STAYS}`,
  );
  await until(() => messages).toEqual(["up"]);
  await up.stop();
  await up.stop();
  expect(lines).toEqual(["worker: bye"]);
  up.startNow();
  up.send({ type: "drain" });
  expect(await starts()).toBe(1);
});

test("asked to end while it waits for its next try, it stays away", async () => {
  const up = await keep("process.exit(3);");
  await until(() => lines.length).toBe(1);
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  await up.stop();
  expect(timers()).toBe(before - 1);
  expect(await starts()).toBe(1);
});

test("a port that is in use is known to be, and a free one is found", async () => {
  const port = await freePort("127.0.0.1");
  expect(await isTaken(port, "127.0.0.1")).toBe(false);
  const server = createServer();
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  expect(await isTaken(port, "127.0.0.1")).toBe(true);
  server.close();
});
