import { expect, it } from "vitest";
import { SpeedRecord } from "../../../lib/inference/measure/speed-record.ts";
import type { SpeedSample } from "../../../lib/models/index.ts";

const quiet = () => () => 0;
const busy = () => () => 0.8;
const spent = (perSecond: number) => ({ tokens: perSecond, ms: 1000 });

function run(record: SpeedRecord, prompt: number, answer: number, watch = quiet): void {
  record.begin(watch).end(spent(prompt), spent(answer));
}

it("a slow moment does not change the speed that many runs have shown", () => {
  const record = new SpeedRecord();
  for (let n = 0; n < 9; n++) run(record, 500, 50);
  run(record, 10, 1);
  expect(record.speed).toMatchObject({ prompt: 500, answer: 50 });
});

it("what ran beside other programs does not count once a quiet run is known", () => {
  const samples: SpeedSample[] = [];
  const record = new SpeedRecord([], (sample) => samples.push(sample));
  run(record, 20, 2, busy);
  expect(record.speed).toMatchObject({ prompt: 20, answer: 2 });
  run(record, 500, 50);
  for (let n = 0; n < 9; n++) run(record, 900, 90, busy);
  expect(record.speed).toMatchObject({ prompt: 500, answer: 50 });
  expect(samples.map(({ underLoad }) => underLoad).slice(0, 2)).toEqual([true, false]);
});

it("answers that were written at the same time are under load, the first of them too", () => {
  const samples: SpeedSample[] = [];
  const record = new SpeedRecord([], (sample) => samples.push(sample));
  const first = record.begin(quiet);
  const second = record.begin(quiet);
  second.end(spent(100), spent(10));
  first.end(spent(100), spent(10));
  const stopped = record.begin(quiet);
  stopped.drop();
  run(record, 200, 20);
  expect(samples.map(({ underLoad }) => underLoad)).toEqual([true, true, false]);
});

it("begins with what earlier starts measured, so that one bad start counts for little", () => {
  const known = Array.from({ length: 20 }, () => ({ prompt: 500, answer: 50, underLoad: false }));
  const record = new SpeedRecord(known);
  run(record, 5, 0.5);
  expect(record.speed).toMatchObject({ prompt: 500, answer: 50 });
});

it("a run too short to tell is kept nowhere", () => {
  const samples: SpeedSample[] = [];
  const record = new SpeedRecord([], (sample) => samples.push(sample));
  record.begin(quiet).end(null, null);
  record.begin(quiet).end({ tokens: 100, ms: 0 }, null);
  expect(samples).toEqual([]);
  expect(record.speed).toMatchObject({ prompt: null, answer: null });
});
