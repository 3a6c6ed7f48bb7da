/** One memoised promise of an expensive thing; a failed one is forgotten, so that the next call tries again. */
export function lazy<T>(make: () => Promise<T>): { get(): Promise<T>; peek(): T | null; made(): Promise<T> | null } {
  let promise: Promise<T> | null = null;
  let value: T | null = null;
  return {
    get() {
      promise ??= make().then(
        (made) => {
          value = made;
          return made;
        },
        (error) => {
          promise = null;
          throw error;
        },
      );
      return promise;
    },
    /** The thing if it is there already, else null. */
    peek: () => value,
    made: () => promise,
  };
}
