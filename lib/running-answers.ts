import type { AnswerEvent } from "./types.ts";

interface Running {
  userId: string;
  stop: AbortController;
}

/**
 * The answers being made in this process. An answer runs to its end and is kept whether or not someone still reads it:
 * a reader who goes away stops the generation, and what was received by then is kept as "stopped".
 */
export function createRunningAnswers() {
  const running = new Map<string, Running>();

  return {
    /** Starts an answer; the events can be read at any pace. `stop` is aborted by `stop()` below or by the caller. */
    start(events: AsyncIterable<AnswerEvent>, userId: string, stop: AbortController): AsyncIterable<AnswerEvent> {
      const waiting: AnswerEvent[] = [];
      let ended = false;
      let failure: unknown;
      let wake = () => {};
      const run = async () => {
        let id: string | undefined;
        try {
          for await (const event of events) {
            if (event.type === "start") {
              id = event.answerId;
              running.set(id, { userId, stop });
            }
            waiting.push(event);
            wake();
          }
        } catch (error) {
          failure = error;
        } finally {
          if (id !== undefined) running.delete(id);
          ended = true;
          wake();
        }
      };
      void run();
      return (async function* read() {
        for (;;) {
          const event = waiting.shift();
          if (event) yield event;
          else if (ended) {
            if (failure !== undefined) throw failure;
            return;
          } else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      })();
    },

    /** Stops an answer of this person. False if none with this id is being made. */
    stop(id: string, userId: string): boolean {
      const answer = running.get(id);
      if (answer?.userId !== userId) return false;
      answer.stop.abort(new Error("stopped by the reader"));
      return true;
    },

    /** Stops all, at shutdown. */
    stopAll(): void {
      for (const { stop } of running.values()) stop.abort(new Error("Footnote is stopping"));
    },
  };
}
