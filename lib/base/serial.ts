/** Lets one piece of work through at a time, in the order of asking. */
export interface Serial {
  /** Resolves when it is this caller's turn, with the function that ends the turn. */
  turn(): Promise<() => void>;
  /** Runs a piece of work in its turn; one that fails does not stop the next. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function createSerial(): Serial {
  let last: Promise<void> = Promise.resolve();

  const turn = async (): Promise<() => void> => {
    const before = last;
    let end = () => {};
    last = new Promise<void>((resolve) => {
      end = resolve;
    });
    await before;
    return end;
  };

  return {
    turn,
    async run(work) {
      const end = await turn();
      try {
        return await work();
      } finally {
        end();
      }
    },
  };
}
