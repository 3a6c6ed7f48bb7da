import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { beginTry, choose, goBack, keepOutcome, readChoice } from "../../../lib/models/index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-choice-"));
});
afterEach(() => rm(folder, { recursive: true }));

const make = () => choose(folder, { id: "large", by: "person", reason: "Chosen.", previous: "small" });

it("is kept, and each one is a request of its own", async () => {
  const first = await make();
  expect(await readChoice(folder)).toEqual(first);
  expect((await make()).request).not.toBe(first.request);
});

it("is none before the first, and none where the file is broken", async () => {
  expect(await readChoice(folder)).toBeNull();
  await writeFile(join(folder, "model.json"), "{ half a");
  expect(await readChoice(folder)).toBeNull();
});

it("is given up for the one before when it ended the process twice", async () => {
  let choice = await make();
  for (const expected of ["large", "large", "small"]) {
    choice = beginTry(choice);
    await keepOutcome(folder, choice);
    expect(choice.id).toBe(expected);
  }
  expect(choice.failed).toMatchObject({ id: "large", message: expect.stringContaining("ended while it was loading") });
  expect(beginTry(choice)).toEqual(choice);
});

it("goes back with the reason, and leaves the request as it was, so that nothing is asked again", async () => {
  const choice = await make();
  const back = goBack(choice, { message: "It is cut short.", hint: "Fetch it again." });
  expect(back).toMatchObject({
    id: "small",
    request: choice.request,
    failed: { id: "large", hint: "Fetch it again." },
  });
  expect(goBack({ ...choice, previous: "large" }, { message: "No." }).id).toBe("auto");
});

it("is not replaced by what became of an earlier one", async () => {
  const slow = await make();
  const newer = await choose(folder, { id: "other", by: "person", reason: "Chosen.", previous: "large" });
  await keepOutcome(folder, { ...slow, state: "loaded" });
  expect(await readChoice(folder)).toEqual(newer);
});
