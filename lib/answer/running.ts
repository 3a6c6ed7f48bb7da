import type { AnswerEvent } from "../base/types.ts";

/** Work of this process that somebody waits for, so that all of it can be ended with the process. */
export function createUnended() {
  const unended = new Map<Promise<void>, AbortController>();
  return {
    /** Notes work that `stop` ends. Call what this returns once it has ended. */
    begin(stop: AbortController): () => void {
      let end = () => {};
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      unended.set(ended, stop);
      return () => {
        unended.delete(ended);
        end();
      };
    },

    /** Stops all, at shutdown. Resolves when each has ended. */
    async stopAll(): Promise<void> {
      for (const stop of unended.values()) stop.abort(new Error("Footnote is stopping"));
      await Promise.all(unended.keys());
    },
  };
}

interface Running {
  userId: string;
  stop: AbortController;
  answerNow: AbortController | undefined;
}

/**
 * The answers being made in this process. An answer runs to its end and is kept whether or not someone still reads it:
 * a reader who goes away stops the generation, and what was received by then is kept as "stopped".
 */
export function createRunningAnswers() {
  const running = new Map<string, Running>();
  const unended = createUnended();

  return {
    /**
     * Starts an answer; the events can be read at any pace. `stop` is aborted by `stop()` below or by the caller,
     * `answerNow` by `answerNow()`.
     */
    start(
      events: AsyncIterable<AnswerEvent>,
      userId: string,
      stop: AbortController,
      answerNow?: AbortController,
    ): AsyncIterable<AnswerEvent> {
      let id: string | undefined;
      const end = unended.begin(stop);
      return detached(events, {
        onEvent(event) {
          if (event.type !== "start") return;
          id = event.answerId;
          running.set(id, { userId, stop, answerNow });
        },
        onEnd() {
          if (id !== undefined) running.delete(id);
          end();
        },
      });
    },

    /** Closes the thinking of an answer of this person. False if none with this id is being made. */
    answerNow(id: string, userId: string): boolean {
      const answer = running.get(id);
      if (answer?.userId !== userId) return false;
      answer.answerNow?.abort();
      return true;
    },

    /** Stops an answer of this person. False if none with this id is being made. */
    stop(id: string, userId: string): boolean {
      const answer = running.get(id);
      if (answer?.userId !== userId) return false;
      answer.stop.abort(new Error("stopped by the reader"));
      return true;
    },

    /** Stops all, at shutdown. Resolves when each has ended and was kept. */
    stopAll: unended.stopAll,
  };
}

/** Runs a generator to its end at its own pace, whether or not someone reads; what it gave can be read at any pace. */
export function detached<T>(
  events: AsyncIterable<T>,
  { onEvent, onEnd }: { onEvent?(event: T): void; onEnd?(): void } = {},
): AsyncIterable<T> {
  const waiting: T[] = [];
  let ended = false;
  let failure: unknown;
  let wake = () => {};
  const run = async () => {
    try {
      for await (const event of events) {
        onEvent?.(event);
        waiting.push(event);
        wake();
      }
    } catch (error) {
      failure = error;
    } finally {
      onEnd?.();
      ended = true;
      wake();
    }
  };
  void run();
  return (async function* read() {
    for (;;) {
      const [event] = waiting;
      if (event !== undefined) {
        waiting.shift();
        yield event;
      } else if (ended) {
        if (failure !== undefined) throw failure;
        return;
      } else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  })();
}
