import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Deadline } from "../../../lib/inference/scheduling/deadline.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const limits = { queueMs: 10_000, firstTokenMs: 20_000, answerMs: 100_000 };
const start = () => new Deadline(limits);

describe("the time limits of an answer", () => {
  it("end the wait in the queue, with when to come again", () => {
    const deadline = start();
    vi.advanceTimersByTime(10_000);
    expect(deadline.signal.reason).toMatchObject({ code: "overloaded", retryAfter: 10 });
  });

  it("end an answer whose first token does not come, and name the setting", () => {
    const deadline = start();
    vi.advanceTimersByTime(9000);
    deadline.granted();
    vi.advanceTimersByTime(19_000);
    expect(deadline.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1000);
    expect(deadline.signal.reason).toMatchObject({
      code: "model_unavailable",
      message: "The model did not begin to answer within 20 s.",
      hint: expect.stringContaining("FIRST_TOKEN_TIMEOUT_S"),
    });
  });

  it("end an answer that is written for too long, the wait included", () => {
    const deadline = start();
    deadline.granted();
    deadline.began();
    vi.advanceTimersByTime(99_000);
    expect(deadline.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1000);
    expect(deadline.signal.reason).toMatchObject({
      code: "model_unavailable",
      message: expect.stringContaining("100 s"),
    });
  });

  it("are over with the answer", () => {
    const deadline = start();
    deadline.granted();
    deadline.end();
    vi.advanceTimersByTime(1_000_000);
    expect(deadline.signal.aborted).toBe(false);
  });
});
