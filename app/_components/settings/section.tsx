import type { ReactNode } from "react";

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="mt-6 grid gap-x-6 gap-y-2 border-t pt-4 sm:grid-cols-[9rem_1fr]">
      <h2 className="font-semibold">{title}</h2>
      <div className="min-w-0 space-y-2">{children}</div>
    </section>
  );
}

/** A name and its value; nothing where there is no value. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined) return null;
  return (
    <div className="flex gap-4 py-0.5">
      <dt className="w-28 shrink-0 text-soft">{name}</dt>
      <dd className="min-w-0 break-words tabular-nums">{children}</dd>
    </div>
  );
}
