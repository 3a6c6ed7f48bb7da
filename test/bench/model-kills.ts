/**
 * Kills the model process while it answers, again and again, in a whole running Footnote with the starter model; three
 * people ask each time, of whom one waits. Needs `npm run build` and the starter models.
 *
 *   node test/bench/model-kills.mjs [times] [--json FILE]
 *
 * Ends with 1 when the web process was restarted, someone was told later than 2 s after the kill, or the service was back
 * later than 15 s after it.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { guideAndModelAreReady, type Kill, killWhileAnswering } from "../model-kills.ts";
import { startFootnote } from "../running.ts";

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: "string" } } });
const times = Number(positionals[0] ?? 50);
const limits = { toldMs: 2000, backMs: 15_000 };

const footnote = await startFootnote({ ANSWER_TOKENS: "400" });
const kills: Kill[] = [];
let web = 0;
try {
  await guideAndModelAreReady(footnote);
  web = footnote.pid("web");
  for (let n = 0; n < times; n++) kills.push(await killWhileAnswering(footnote, 3, (n * 37) % 400));
} finally {
  await footnote.stop();
}

const sorted = (list: number[]) => list.toSorted((a, b) => a - b);
const summary = (list: number[]) => {
  const ordered = sorted(list);
  return { median: Math.round(ordered[Math.floor(ordered.length / 2)] ?? 0), longest: Math.round(ordered.at(-1) ?? 0) };
};
const told = summary(kills.flatMap(({ toldMs, statuses }) => toldMs.filter((_, at) => statuses[at] === "failed")));
const back = summary(kills.map(({ backMs }) => backMs));
const restarts = kills.filter(({ webPid }) => webPid !== web).length;
const statuses = kills.flatMap((kill) => kill.statuses);
const figures = {
  kills: kills.length,
  "web process restarted": restarts,
  "people who asked": statuses.length,
  "of them told that it stopped": statuses.filter((status) => status === "failed").length,
  "told after, ms (median)": told.median,
  "told after, ms (longest)": told.longest,
  "back after, ms (median)": back.median,
  "back after, ms (longest)": back.longest,
};
console.table(figures);
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(figures, null, 2));
process.exitCode = restarts > 0 || told.longest > limits.toldMs || back.longest > limits.backMs ? 1 : 0;
