import { setImmediate } from "node:timers/promises";

/** Lets whatever else waits in this process run, when it is time. */
export type YieldToEventLoop = () => Promise<void>;

/** Well under the 50 ms that a web process may be held, with room for the piece of work that overruns, ms. */
const TURN_MS = 15;

/**
 * For long computing in pieces: `await yieldToEventLoop()` between them gives way to timers, requests and signs of life as soon as
 * `turnMs` have passed since it last did, and costs next to nothing before that.
 */
export function createYielder(turnMs = TURN_MS): YieldToEventLoop {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < turnMs) return;
    await setImmediate();
    last = performance.now();
  };
}
