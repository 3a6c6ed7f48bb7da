import { lazy } from "../base/lazy.ts";

interface Disposable {
  dispose(): Promise<void>;
}

// Routes and pages can hold separate copies of a module (FACTS.md, Next.js 16): what there is once is kept globally.
const shared = globalThis as typeof globalThis & { footnoteHeld?: Map<string, ReturnType<typeof lazy<Disposable>>> };

/** The one of this name in this process, made at the first call; a failed try is forgotten. */
export function oncePerProcess<T extends Disposable>(name: string, make: () => Promise<T>): Promise<T> {
  shared.footnoteHeld ??= new Map();
  // A name is used for one type: each has its one caller.
  const held = (shared.footnoteHeld.get(name) as ReturnType<typeof lazy<T>> | undefined) ?? lazy(make);
  shared.footnoteHeld.set(name, held);
  return held.get();
}

/** Ends what was made in this process, for its main, which did not make it. */
export async function disposeHeld(): Promise<void> {
  const held = [...(shared.footnoteHeld ?? new Map<string, ReturnType<typeof lazy<Disposable>>>()).values()];
  shared.footnoteHeld?.clear();
  await Promise.all(held.map(async ({ made }) => (await made()?.catch(() => null))?.dispose()));
}
