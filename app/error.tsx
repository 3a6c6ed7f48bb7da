"use client";

import { LoadFailure } from "./_components/ui/load-failure.tsx";

/** Not even what is around the pages could be had. */
export default function RootError({ reset }: { reset(): void }) {
  return (
    <main className="h-dvh">
      <LoadFailure onRetry={reset} />
    </main>
  );
}
