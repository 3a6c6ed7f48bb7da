/** What `ask` found: whether anything is under way, and whether it differs from what was found before. */
export interface Found {
  moves: boolean;
  changed: boolean;
}

export interface PollOptions {
  /** Asks once. A rejection counts as nothing new. */
  ask(signal: AbortSignal): Promise<Found>;
  /** Between two questions while things change, ms; doubled each time that nothing did. */
  leastMs: number;
  /** The longest pause while something is under way, ms. */
  mostMs: number;
}

/**
 * Asks again and again, but only while something is under way and the page can be seen; a page that comes into view asks at
 * once. `again` asks now, `stop` ends it.
 */
export function pollWhileVisible({ ask, leastMs, mostMs }: PollOptions): { again(): Promise<void>; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | null = null;
  let pause = leastMs;
  let isStopped = false;

  const again = async () => {
    clearTimeout(timer);
    asking?.abort();
    if (isStopped) return;
    const mine = new AbortController();
    asking = mine;
    const found = await ask(mine.signal).catch(() => ({ moves: true, changed: false }));
    if (asking !== mine || isStopped) return;
    asking = null;
    pause = found.changed ? leastMs : Math.min(pause * 2, mostMs);
    if (found.moves && !document.hidden) timer = setTimeout(() => void again(), pause);
  };
  const look = () => {
    clearTimeout(timer);
    if (document.hidden) asking?.abort();
    else {
      pause = leastMs;
      void again();
    }
  };
  document.addEventListener("visibilitychange", look);
  return {
    again() {
      pause = leastMs;
      return again();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
      asking?.abort();
      document.removeEventListener("visibilitychange", look);
    },
  };
}
