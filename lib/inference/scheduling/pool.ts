import { FootnoteError } from "../../base/errors.ts";

/** A place taken in the pool; `release` gives it back and may be called twice. */
export interface Lease<T> {
  item: T;
  waitedMs: number;
  release(): void;
}

export interface AcquireOptions<T> {
  /** Who asks: turns go round among those who wait. */
  user: string;
  signal: AbortSignal;
  /** Picks one of the free items (never empty). */
  choose: (free: readonly T[]) => T;
  /** Told when the place in the queue changes: position from 1, expected wait in ms or null when unknown. */
  onQueued?: (position: number, expectedWaitMs: number | null) => void;
}

interface Ticket<T> extends AcquireOptions<T> {
  arrived: number;
  passedOver: number;
  told: number;
  grant: (item: T) => void;
}

/** Who holds a place for longer than the mean is thought to need this share of it still. */
const leastLeft = 0.1;
/** A waiting ticket goes first once this many later ones were served before it. */
const patience = 8;

/**
 * A fixed set of items handed out one holder at a time, with a bounded queue. Next is who has the fewest places held
 * and asked for before; then who was served longest ago; then who came first. No ticket is passed over more than 8 times.
 */
export class Pool<T> {
  readonly #all: readonly T[];
  readonly #limit: number;
  readonly #free: T[];
  readonly #waiting: Ticket<T>[] = [];
  readonly #held = new Map<string, number>();
  /** When each person who waits or holds was last served, as a running number. */
  readonly #served = new Map<string, number>();
  /** When each place that is held was given. */
  readonly #since = new Set<{ at: number }>();
  #serving = 0;
  #meanHoldMs: number | null = null;

  constructor(items: readonly T[], queueLimit: number) {
    this.#all = items;
    this.#free = [...items];
    this.#limit = queueLimit;
  }

  /** Places held now. */
  get busy(): number {
    return this.#all.length - this.#free.length;
  }

  /** Tickets waiting now. */
  get queued(): number {
    return this.#waiting.length;
  }

  /**
   * Waits for a place.
   * @throws FootnoteError `overloaded` at once when the queue is full; the signal's reason when aborted.
   */
  acquire(options: AcquireOptions<T>): Promise<Lease<T>> {
    options.signal.throwIfAborted();
    if (this.#free.length === 0 && this.#waiting.length >= this.#limit) {
      const retryAfter = Math.max(1, Math.ceil((this.#expectedWait(this.#waiting.length + 1) ?? 5000) / 1000));
      throw new FootnoteError("overloaded", "Too many questions are waiting.", {
        hint: `Ask again in about ${retryAfter} s.`,
        retryAfter,
      });
    }
    return new Promise((resolve, reject) => {
      const cancel = () => {
        const index = this.#waiting.indexOf(ticket);
        if (index === -1) return;
        this.#waiting.splice(index, 1);
        reject(options.signal.reason);
        this.#tellPositions();
      };
      const ticket: Ticket<T> = {
        ...options,
        arrived: performance.now(),
        passedOver: 0,
        told: 0,
        grant: (item) => {
          options.signal.removeEventListener("abort", cancel);
          resolve(this.#lease(item, options.user, performance.now() - ticket.arrived));
        },
      };
      options.signal.addEventListener("abort", cancel, { once: true });
      this.#waiting.push(ticket);
      this.#serve();
    });
  }

  /** Tells every waiting ticket its place again, as a sign of life. */
  refresh(): void {
    for (const ticket of this.#waiting) ticket.told = 0;
    this.#tellPositions();
  }

  #lease(item: T, user: string, waitedMs: number): Lease<T> {
    const since = { at: performance.now() };
    this.#since.add(since);
    this.#held.set(user, (this.#held.get(user) ?? 0) + 1);
    let released = false;
    return {
      item,
      waitedMs,
      release: () => {
        if (released) return;
        released = true;
        this.#since.delete(since);
        const held = performance.now() - since.at;
        this.#meanHoldMs = this.#meanHoldMs === null ? held : this.#meanHoldMs * 0.7 + held * 0.3;
        const left = (this.#held.get(user) ?? 1) - 1;
        if (left === 0) this.#held.delete(user);
        else this.#held.set(user, left);
        if (left === 0 && !this.#waiting.some((ticket) => ticket.user === user)) this.#served.delete(user);
        this.#free.push(item);
        this.#serve();
      },
    };
  }

  #serve(): void {
    while (this.#free.length > 0 && this.#waiting.length > 0) {
      const next = this.#order()[0];
      if (next === undefined) return;
      const index = this.#waiting.indexOf(next);
      for (const earlier of this.#waiting.slice(0, index)) earlier.passedOver++;
      this.#waiting.splice(index, 1);
      const item = next.choose(this.#free);
      this.#free.splice(this.#free.indexOf(item), 1);
      this.#served.set(next.user, ++this.#serving);
      next.grant(item);
    }
    this.#tellPositions();
  }

  /** Tickets in the order in which they will be served, were nobody else to come. */
  #order(): Ticket<T>[] {
    const asked = new Map(this.#held);
    const ranked = this.#waiting.map((ticket, arrival) => {
      const before = asked.get(ticket.user) ?? 0;
      asked.set(ticket.user, before + 1);
      const served = this.#served.get(ticket.user) ?? 0;
      return { ticket, arrival, served, rank: ticket.passedOver >= patience ? -1 : before };
    });
    return ranked
      .sort((a, b) => a.rank - b.rank || a.served - b.served || a.arrival - b.arrival)
      .map((entry) => entry.ticket);
  }

  #tellPositions(): void {
    this.#order().forEach((ticket, index) => {
      const position = index + 1;
      if (ticket.told === position) return;
      ticket.told = position;
      ticket.onQueued?.(position, this.#expectedWait(position));
    });
  }

  /** Until as many places have become free as tickets stand before this one, it included, if each is held as long as the mean; ms. */
  #expectedWait(position: number): number | null {
    const mean = this.#meanHoldMs;
    if (mean === null) return null;
    const now = performance.now();
    const left = [...this.#since].map(({ at }) => Math.max(mean * leastLeft, mean - (now - at))).sort((a, b) => a - b);
    const rounds = Math.floor((position - 1) / this.#all.length);
    return Math.round((left[(position - 1) % this.#all.length] ?? mean) + rounds * mean);
  }
}
