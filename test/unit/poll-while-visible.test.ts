import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pollWhileVisible } from "../../app/_components/data/poll-while-visible.ts";

/** The page asks while something moves and someone can see it, and then no more. */

class Tab extends EventTarget {
  hidden = false;
  show(isShown: boolean) {
    this.hidden = !isShown;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

let tab: Tab;
let asked: number;
let answer: { moves: boolean; changed: boolean } | Error;
let poll: ReturnType<typeof pollWhileVisible>;

beforeEach(() => {
  vi.useFakeTimers();
  tab = new Tab();
  vi.stubGlobal("document", tab);
  asked = 0;
  answer = { moves: true, changed: false };
  poll = pollWhileVisible({
    leastMs: 1_000,
    mostMs: 10_000,
    ask: async () => {
      asked += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
});
afterEach(() => {
  poll.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const hours = (n: number) => vi.advanceTimersByTimeAsync(n * 3_600_000);
const seconds = (n: number) => vi.advanceTimersByTimeAsync(n * 1_000);

test("nothing is asked before somebody wants to know", async () => {
  await hours(1);
  expect(asked).toBe(0);
});

test("where nothing moves, one question is all", async () => {
  answer = { moves: false, changed: true };
  await poll.again();
  await hours(5);
  expect(asked).toBe(1);
});

test("what changes is asked every second; what does not, ever more rarely", async () => {
  answer = { moves: true, changed: true };
  await poll.again();
  await seconds(60);
  expect(asked).toBe(61);
  answer = { moves: true, changed: false };
  await seconds(60);
  const slow = asked - 61;
  expect(slow).toBeGreaterThanOrEqual(6);
  expect(slow).toBeLessThanOrEqual(10);
  answer = { moves: true, changed: true };
  await seconds(30);
  expect(asked - 61 - slow).toBeGreaterThanOrEqual(18);
});

test("it ends with what moved", async () => {
  await poll.again();
  await seconds(5);
  answer = { moves: false, changed: true };
  await seconds(20);
  const done = asked;
  await hours(5);
  expect(asked).toBe(done);
});

test("a tab that is hidden asks nothing, however much moves, and at once when it is shown", async () => {
  answer = { moves: true, changed: true };
  await poll.again();
  await seconds(10);
  tab.show(false);
  const before = asked;
  await hours(5);
  expect(asked).toBe(before);
  tab.show(true);
  await seconds(0);
  expect(asked).toBe(before + 1);
});

test("a page that was opened in a hidden tab waits to be looked at", async () => {
  tab.hidden = true;
  await poll.again();
  await hours(1);
  expect(asked).toBe(1);
  tab.show(true);
  await seconds(4);
  expect(asked).toBeGreaterThanOrEqual(2);
});

test("a server that does not answer is asked ever more rarely, and found again", async () => {
  answer = new Error("Footnote does not answer.");
  await poll.again();
  await seconds(100);
  expect(asked).toBeLessThanOrEqual(14);
  answer = { moves: false, changed: true };
  await seconds(20);
  const found = asked;
  await hours(1);
  expect(asked).toBe(found);
});

test("once stopped it asks no more, whatever happens", async () => {
  await poll.again();
  poll.stop();
  const before = asked;
  tab.show(false);
  tab.show(true);
  await poll.again();
  await hours(1);
  expect(asked).toBe(before);
  expect(vi.getTimerCount()).toBe(0);
});

test("an answer that comes after a newer question counts no more", async () => {
  const answers: ((found: { moves: boolean; changed: boolean }) => void)[] = [];
  const signals: AbortSignal[] = [];
  const own = pollWhileVisible({
    leastMs: 1_000,
    mostMs: 10_000,
    ask: (signal) => {
      signals.push(signal);
      return new Promise((resolve) => answers.push(resolve));
    },
  });
  void own.again();
  void own.again();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  answers[1]?.({ moves: false, changed: true });
  answers[0]?.({ moves: true, changed: true });
  await hours(1);
  expect(answers).toHaveLength(2);
  own.stop();
});
