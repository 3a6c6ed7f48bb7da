import { setTimeout as after } from "node:timers/promises";
import type { DocumentRecord } from "../lib/catalog/index.ts";
import { answerOf, ask } from "./ask.ts";
import { eventually, type RunningFootnote } from "./running.ts";

/** What one kill of the model process in mid-answer did to those who waited; ms. */
export interface Kill {
  /** Until each reader had the end of their answer, with its note. */
  toldMs: number[];
  statuses: string[];
  notes: (string | null)[];
  /** Until the service said that the model is ready again. */
  backMs: number;
  webPid: number;
}

const question = "How do I delete a document?";

export async function guideAndModelAreReady(footnote: RunningFootnote): Promise<void> {
  const { collections } = (await (await footnote.api("/collections")).json()) as { collections: { id: string }[] };
  await eventually(async () => {
    const list = await footnote.api(`/collections/${collections[0]?.id}/documents`);
    const { documents } = (await list.json()) as { documents: DocumentRecord[] };
    return documents[0]?.status === "ready" && (await isUp(footnote));
  }, "the guide is ready and the model is loaded");
}

/**
 * Lets `people` ask at once, kills the model process `delayMs` after the first of them has read a word (others may be
 * reading, or waiting in the queue), and sees what they hear and when the service is back.
 */
export async function killWhileAnswering(footnote: RunningFootnote, people: number, delayMs = 0): Promise<Kill> {
  const model = footnote.pid("model");
  let killedAt = 0;
  const kill = async () => {
    if (killedAt > 0) return;
    killedAt = Number.POSITIVE_INFINITY;
    await after(delayMs);
    killedAt = performance.now();
    process.kill(model, "SIGKILL");
  };
  const readers = Array.from({ length: people }, async () => {
    const answer = await answerOf(ask(footnote, question), (part) => {
      if (part.type === "text-delta") void kill();
    });
    return { status: answer.status, note: answer.note, endedAt: performance.now() };
  });
  const ended = await Promise.all(readers);
  if (killedAt === 0) throw new Error(`nobody was being answered: ${ended.map(({ status }) => status).join(", ")}`);
  await eventually(async () => footnote.pid("model") !== model && (await isUp(footnote)), "the model is back");
  return {
    toldMs: ended.map(({ endedAt }) => endedAt - killedAt),
    statuses: ended.map(({ status }) => status),
    notes: ended.map(({ note }) => note),
    backMs: performance.now() - killedAt,
    webPid: footnote.pid("web"),
  };
}

async function isUp(footnote: RunningFootnote): Promise<boolean> {
  const health = (await (await footnote.api("/health")).json()) as { model: { status: string } };
  return health.model.status === "ready";
}
