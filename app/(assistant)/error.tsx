"use client";

import { LoadFailure } from "../_components/ui/load-failure.tsx";

/** A page whose data could not be had; what is around it stays. */
export default function PageError({ reset }: { reset(): void }) {
  return <LoadFailure onRetry={reset} />;
}
