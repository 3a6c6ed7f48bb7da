"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";
import { SheetPage } from "./sheet-page.tsx";

/** In place of a page that could not be loaded. */
export function LoadFailure({ onRetry }: { onRetry(): void }) {
  const router = useRouter();
  const retry = () =>
    startTransition(() => {
      router.refresh();
      onRetry();
    });
  return (
    <SheetPage title="This page could not be loaded">
      <div className="pt-4">
        <Notice
          look="bad"
          live
          hint="Try again. If it stays so, look at what Footnote prints where it was started."
          action={
            <Button look="outline" className="text-ink" onClick={retry}>
              Try again
            </Button>
          }
        >
          Footnote could not read what belongs here.
        </Notice>
      </div>
    </SheetPage>
  );
}
