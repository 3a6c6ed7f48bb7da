/**
 * What was opened, to be closed in reverse order. (`AsyncDisposableStack` of the language is not in Node 20 and 22.)
 */
export interface Disposers {
  /** Notes how a thing just opened is closed; gives the thing back. */
  use<T>(thing: T, dispose: (thing: T) => unknown): T;
  /** Closes everything, last opened first, each once. One that fails does not keep the others; the first error is thrown at the end. */
  dispose(): Promise<void>;
}

export function createDisposers(): Disposers {
  const open: (() => unknown)[] = [];
  return {
    use(thing, dispose) {
      open.push(() => dispose(thing));
      return thing;
    },
    async dispose() {
      const errors: unknown[] = [];
      for (let close = open.pop(); close !== undefined; close = open.pop()) {
        try {
          await close();
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw errors[0];
    },
  };
}

/** Builds something out of parts that have to be closed. When building fails half way, what was opened is closed again. */
export async function building<T>(build: (disposers: Disposers) => Promise<T>): Promise<T> {
  const disposers = createDisposers();
  try {
    return await build(disposers);
  } catch (error) {
    // The error that stopped the building is the one to tell.
    await disposers.dispose().catch(() => undefined);
    throw error;
  }
}
