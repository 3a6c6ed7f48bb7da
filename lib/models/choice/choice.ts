import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { readJsonFile, writeJsonFile } from "../sources/json-file.ts";

const shape = z.object({
  /** The model to load; "auto": the best that is there. */
  id: z.string(),
  /** A person's choice stands until the next; the machine's is made again at each start. */
  by: z.enum(["person", "machine"]),
  /** Why, in one or two sentences. */
  reason: z.string(),
  chosenAt: z.string(),
  /** Another one asks the running model process to make room for the choice. */
  request: z.string(),
  /** Whether the model process has loaded it; after a try that ended the process it is counted in `tries`. */
  state: z.enum(["new", "loaded"]),
  tries: z.number(),
  /** What to go back to when it cannot be loaded. */
  previous: z.string(),
  /** The choice that could not be loaded, and why. */
  failed: z.object({ id: z.string(), message: z.string(), hint: z.string().optional(), at: z.string() }).nullable(),
});

/** Which model answers, and why. Kept in the data folder, so that a restart keeps to it. */
export type ModelChoice = z.infer<typeof shape>;

/** A model that ends the process is loaded at most so many times. */
export const mostTries = 2;

const pathOf = (dataFolder: string) => join(dataFolder, "model.json");

/** The choice; null before the first. */
export const readChoice = (dataFolder: string): Promise<ModelChoice | null> => readJsonFile(pathOf(dataFolder), shape);

/** Keeps what became of a choice, unless another was made meanwhile. */
export async function keepOutcome(dataFolder: string, choice: ModelChoice): Promise<void> {
  if ((await readChoice(dataFolder))?.request === choice.request) await writeJsonFile(pathOf(dataFolder), choice);
}

/** A new choice: the running model process makes room for it. `previous`: what is in use now. */
export async function choose(
  dataFolder: string,
  { id, by, reason, previous }: Pick<ModelChoice, "id" | "by" | "reason" | "previous">,
): Promise<ModelChoice> {
  const choice: ModelChoice = {
    id,
    by,
    reason,
    previous,
    chosenAt: new Date().toISOString(),
    request: randomUUID(),
    state: "new",
    tries: 0,
    failed: null,
  };
  await writeJsonFile(pathOf(dataFolder), choice);
  return choice;
}

/** What the model process does with a choice before it loads it: counts the try, or goes back to the one before. */
export function beginTry(choice: ModelChoice): ModelChoice {
  if (choice.state === "loaded") return choice;
  if (choice.tries < mostTries) return { ...choice, tries: choice.tries + 1 };
  return goBack(choice, {
    message: "The model process ended while it was loading this model.",
    hint: "It may need more memory than there is, or its kind is not known to this version of llama.cpp. Choose a smaller one.",
  });
}

/** The choice before this one, with what was wrong with this one. */
export function goBack(choice: ModelChoice, why: { message: string; hint?: string | undefined }): ModelChoice {
  const id = choice.previous === choice.id ? "auto" : choice.previous;
  return {
    ...choice,
    id,
    by: id === "auto" ? "machine" : choice.by,
    reason: "It was in use before.",
    previous: "auto",
    state: "loaded",
    tries: 0,
    failed: {
      id: choice.id,
      message: why.message,
      ...(why.hint === undefined ? {} : { hint: why.hint }),
      at: new Date().toISOString(),
    },
  };
}
