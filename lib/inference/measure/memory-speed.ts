import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** Larger than the last-level caches of all but large servers, bytes a thread. */
const blockBytes = 128 * 1024 * 1024;
const measureMs = 700;

/** Copies a block again and again and says how many bytes a second that moved. */
const reader = `
const { parentPort, workerData } = require("node:worker_threads");
const from = new Uint8Array(workerData.bytes).fill(1), to = new Uint8Array(workerData.bytes);
parentPort.once("message", () => {
  const started = performance.now();
  let moved = 0;
  while (performance.now() - started < workerData.ms) { to.set(from); moved += 2 * from.byteLength; }
  parentPort.postMessage(moved / ((performance.now() - started) / 1000));
});
parentPort.postMessage("ready");
`;

/**
 * Bytes per second that all cores together move through memory: each copies a block that no cache holds, and a copy reads
 * and writes. Weights are only read, so this is a cautious figure.
 */
export async function measureMemorySpeed(threads = Math.min(8, availableParallelism())): Promise<number> {
  const workers = Array.from(
    { length: threads },
    () => new Worker(reader, { eval: true, workerData: { bytes: blockBytes, ms: measureMs } }),
  );
  const next = (worker: Worker) =>
    new Promise<unknown>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  try {
    await Promise.all(workers.map(next));
    const speeds = workers.map(next);
    for (const worker of workers) worker.postMessage("start");
    return (await Promise.all(speeds)).reduce<number>((sum, speed) => sum + Number(speed), 0);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
