import type { ReactNode } from "react";

/** A page that scrolls by itself, one column of text wide, under its title. */
export function SheetPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="relative h-full overflow-y-auto">
      <div className="mx-auto w-full max-w-[46rem] px-4 pb-12 sm:px-8">
        <h1 className="pt-5 font-medium font-serif text-2xl tracking-tight sm:pt-8">{title}</h1>
        {children}
      </div>
    </div>
  );
}
