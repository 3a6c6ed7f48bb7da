import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { ModelOverview, ModelRecord } from "../../lib/models/library/index.ts";
import { schemaOf } from "../api-routes.ts";
import { answerOf, ask, WRITTEN } from "../ask.ts";
import { launchChromium, seriousViolations, watchErrors } from "../browser.ts";
import { type HubServer, startHub } from "../fixtures/hub-server.ts";
import { eventually, type RunningFootnote, run, startFootnote } from "../running.ts";

/**
 * The models of a running Footnote: listed, fetched from a hub that misbehaves, paused, added, changed while the web process
 * stays, given back where one cannot be loaded. The hub's model is the starter's file under another name.
 */
const installed = resolve("data/models");
const starterId = "smollm2-135m-instruct";
const starterFile = join(installed, starterId, "SmolLM2-135M-Instruct.Q4_1.gguf");
const address = "hf:someone/tiny/tiny.gguf";
const hubId = "hf--someone--tiny--tiny";

let folder: string;
let hub: HubServer;
let footnote: RunningFootnote;
let web: number;
let browser: Browser | undefined;

const overview = async () => (await (await footnote.api("/models")).json()) as ModelOverview;
const modelOf = async (id: string): Promise<ModelRecord> => {
  const found = (await overview()).models.find((model) => model.id === id);
  if (found === undefined) throw new Error(`${id} is not in the list`);
  return found;
};
const post = (path: string, body?: unknown) =>
  footnote.api(`/models${path}`, {
    method: "POST",
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
const errorOf = async (response: Response) => ({
  status: response.status,
  ...((await response.json()) as { error: { code: string; message: string; hint?: string } }).error,
});
const inUse = (id: string) =>
  eventually(async () => (await modelOf(id)).state === "in_use", `${id} is in use`, 120_000);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "footnote-e2e-models-"));
  for (const name of [starterId, "all-minilm-l6-v2"]) {
    mkdirSync(join(folder, "models"), { recursive: true });
    symlinkSync(join(installed, name), join(folder, "models", name));
  }
  const bytes = readFileSync(starterFile);
  writeFileSync(join(folder, "second.gguf"), bytes);
  // Its header reads well, but llama.cpp does not know the kind.
  const unknown = Buffer.from(bytes);
  const header = unknown.subarray(0, 4000);
  for (let at = header.indexOf("llama"); at !== -1; at = header.indexOf("llama", at)) header.write("lxama", at);
  writeFileSync(join(folder, "unknown.gguf"), unknown);
  writeFileSync(join(folder, "broken.gguf"), Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(5000, 0xff)]));
  hub = await startHub({
    content: bytes,
    others: { "broken.gguf": readFileSync(join(folder, "broken.gguf")) },
    slow: { bytes: 2_000_000, everyMs: 15 },
    tricks: ["none", { cutAfter: 9_000_000 }, { cutAfter: 9_000_000 }, { flip: true }],
  });
  footnote = await startFootnote({
    MODEL: "auto",
    MODELS_DIR: join(folder, "models"),
    HF_ENDPOINT: hub.endpoint,
    ANSWER_TOKENS: "40",
  });
  await inUse(starterId);
  web = footnote.pid("web");
});
afterAll(async () => {
  await browser?.close();
  await footnote?.stop();
  await hub?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("lists what fits and why, what is expected here, and what runs and how; the terminal says the same", async () => {
  const body = await overview();
  const listed = schemaOf("get", "/models", 200)?.safeParse(body);
  expect(listed?.error?.issues).toBeUndefined();
  expect(listed?.success).toBe(true);
  expect(body.inUse).toMatchObject({ id: starterId, starter: true, gpuLayers: 0 });
  expect(body.inUse?.memory.ram).toBeGreaterThan(50e6);
  const seven = await eventually(async () => {
    const family = (await overview()).models.filter(({ family }) => family.id === "deepseek-r1-distill-qwen-7b");
    return family.find(({ suits, fit }) => suits && fit !== "unknown");
  }, "the machine was looked at");
  expect(seven).toMatchObject({ state: "missing", measured: null, reason: expect.stringMatching(/GB/) });
  expect((await modelOf(starterId)).measured?.answer).toBeGreaterThan(0);

  const env = { ...process.env, DATA_DIR: footnote.dataDir, MODELS_DIR: join(folder, "models") };
  const printed = await run({ ...env, MODEL: "auto" }, "models");
  expect(printed).toContain("DeepSeek-R1-Distill-Qwen-7B");
  expect(printed).toContain(seven.reason);
  // A run or two on a busy machine foretell nothing of other models: then nothing is expected.
  expect(printed).toMatch(
    seven.expected ? /expected here: reads .* tokens\/s; a typical answer takes/ : /measured here: reads/,
  );
  expect(printed).toMatch(/In use +SmolLM2-135M-Instruct/);
});

test("a header is read before a model of the hub is listed, and a malformed file is refused with what to do", async () => {
  const added = await post("", { address });
  expect(added.status).toBe(201);
  expect(await added.json()).toMatchObject({
    id: hubId,
    added: true,
    quantisation: "Q4_1",
    licence: expect.stringContaining("yours to check"),
    state: "missing",
    facts: { architecture: "llama", layers: 30, chatTemplate: "ChatML" },
  });
  expect(hub.gets).toEqual([]);
  for (const bad of ["hf:someone/broken/broken.gguf", join(folder, "broken.gguf")]) {
    const error = await errorOf(await post("", { address: bad }));
    expect(error).toMatchObject({ status: 422, code: "damaged_file" });
    expect(JSON.stringify(error)).not.toContain(folder);
  }
  expect(await errorOf(await post("", { address: "/no/such.gguf" }))).toMatchObject({ status: 404 });
  expect(await errorOf(await post("", { address: "../secret" }))).toMatchObject({ status: 400 });
  expect(await errorOf(await post("", { address }))).toMatchObject({ status: 409 });
});

test("a download is paused and resumed, survives two cuts, and a flipped byte is refused once", async () => {
  expect((await post(`/${hubId}/download`)).status).toBe(202);
  const under = await eventually(async () => {
    const { state, transfer } = await modelOf(hubId);
    return state === "fetching" && transfer && transfer.bytesDone > 4_000_000 ? transfer : null;
  }, "some of it arrived");
  expect(under.bytesTotal).toBe(98_362_432);
  const paused = (await (await post(`/${hubId}/pause`)).json()) as ModelRecord;
  expect(paused).toMatchObject({ state: "partly" });
  expect(paused.transfer?.bytesDone).toBeGreaterThan(4_000_000);

  await post(`/${hubId}/download`);
  await eventually(async () => {
    const { state, error } = await modelOf(hubId);
    if (error) throw new Error(error.message);
    return state === "ready";
  }, "it is there, whole");
  const [first, resumed = 0, afterCut = 0, afterSecondCut = 0, again] = hub.gets;
  expect(first).toBe(0);
  expect(resumed).toBeGreaterThan(4_000_000);
  expect(afterCut).toBeGreaterThan(resumed);
  expect(afterSecondCut).toBeGreaterThan(afterCut);
  expect(again).toBe(0); // what came with the flipped byte was deleted whole
  expect(hub.gets).toHaveLength(5);

  expect((await post(`/${hubId}/verify`)).status).toBe(202);
  await eventually(async () => (await modelOf(hubId)).state === "ready", "its checksum was computed again");
});

test("another model is used without a restart of the web process, and answers", async () => {
  const path = join(folder, "second.gguf");
  expect((await post("", { address: path })).status).toBe(201);
  expect((await post("/file--second/use")).status).toBe(202);
  await inUse("file--second");
  expect(footnote.pid("web")).toBe(web);
  const health = (await (await footnote.api("/health")).json()) as { model: { running: { id: string } } };
  expect(health.model.running.id).toBe("file--second");
  expect((await overview()).choice).toMatchObject({ id: "file--second", by: "person" });

  const answer = await eventually(async () => answerOf(ask(footnote, "How do I add documents?")), "an answer");
  expect(WRITTEN).toContain(answer.status);
  expect(answer.model).toMatchObject({ starter: false });

  expect(await errorOf(await footnote.api("/models/file--second", { method: "DELETE" }))).toMatchObject({
    status: 409,
    message: expect.stringContaining("in use"),
  });
  process.kill(footnote.pid("model"), "SIGKILL");
  await eventually(async () => (await overview()).inUse === null, "the model is away");
  await inUse("file--second"); // the choice is kept
});

test("an answer that runs is ended before the model changes; who waits is told the truth", async () => {
  let parts = 0;
  const running = answerOf(ask(footnote, "How do I add documents and how do I delete them?"), () => {
    parts++;
  });
  await eventually(async () => parts > 0, "the answer is under way");
  expect((await post(`/${hubId}/use`)).status).toBe(202);
  const answer = await running;
  // Either it was being written and was let end, or it came a moment too late and says so; it is never cut.
  if (answer.status === "failed") expect(answer.note).toMatch(/being changed to|still loading|does not answer/);
  else expect(WRITTEN).toContain(answer.status);
  await inUse(hubId);
  expect(footnote.pid("web")).toBe(web);
});

test("a model that cannot be loaded is given up for the one before, with the reason", async () => {
  expect((await post("", { address: join(folder, "unknown.gguf") })).status).toBe(201);
  expect((await post("/file--unknown/use")).status).toBe(202);
  const failed = await eventually(async () => (await overview()).failed, "it is given up");
  expect(failed).toMatchObject({ id: "file--unknown" });
  expect(failed.hint).toBeTruthy();
  await inUse(hubId);
  expect(footnote.pid("web")).toBe(web);
  expect((await footnote.api("/models/file--unknown", { method: "DELETE" })).status).toBe(204);
  expect(existsSync(join(folder, "unknown.gguf"))).toBe(true);
  expect((await overview()).models.some(({ id }) => id === "file--unknown")).toBe(false);
});

test("where no hub answers, the message names the file to put into MODELS_DIR", async () => {
  const env = { ...process.env, DATA_DIR: join(folder, "elsewhere"), MODELS_DIR: join(folder, "models") };
  const fetching = run(
    { ...env, MODEL: "auto", HF_ENDPOINT: "http://127.0.0.1:9" },
    "models",
    "fetch",
    "deepseek-r1-distill-qwen-1.5b",
  );
  await expect(fetching).rejects.toThrow(
    /127\.0\.0\.1:9 does not answer[\s\S]*MODELS_DIR[\s\S]*deepseek-r1-distill-qwen-1\.5b\/DeepSeek-R1-Distill-Qwen-1\.5B-Q4_K_M\.gguf/,
  );
});

test("the page: read by everyone, changed by a press, no sideways scroll on a phone", async () => {
  browser = await launchChromium();
  const page: Page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  const errors = watchErrors(page);
  await page.goto(footnote.link);
  await page.getByRole("link", { name: "Models" }).click();
  await page.getByRole("heading", { name: "Models", level: 1 }).waitFor();
  await page.getByRole("heading", { name: "DeepSeek-R1-Distill-Qwen-7B" }).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByText("other quantisations").first().click();
  await page
    .getByRole("button", { name: /^Use SmolLM2-135M-Instruct/ })
    .first()
    .click();
  await inUse(starterId);
  await page.locator("li").filter({ hasText: "It shows that everything works" }).getByText("In use").waitFor();
  expect(footnote.pid("web")).toBe(web);

  await page.getByLabel("Path or address of a GGUF").fill(join(folder, "unknown.gguf"));
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("status").filter({ hasText: "was added" }).getByRole("link").click();
  const use = page.getByRole("button", { name: /^Use unknown/ });
  await expect.poll(() => use.evaluate((button) => button.getBoundingClientRect().top)).toBeGreaterThan(0);
  expect(await use.evaluate((button) => button.getBoundingClientRect().bottom)).toBeLessThan(900);
  expect((await footnote.api("/models/file--unknown", { method: "DELETE" })).status).toBe(204);

  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await seriousViolations(page)).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
    if (process.env.SCREENSHOTS) {
      for (const width of [390, 1440]) {
        await page.setViewportSize({ width, height: 2600 });
        await page.screenshot({ path: join(process.env.SCREENSHOTS, `models-${width}-${colorScheme}.png`) });
      }
    }
  }
  expect(errors).toEqual([]);
});
