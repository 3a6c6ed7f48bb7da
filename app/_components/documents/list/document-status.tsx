"use client";

import { CircleCheck, CircleX } from "lucide-react";
import { timeLeft } from "../../data/format.ts";
import type { DocumentRecord } from "../../data/records.ts";
import { useLibrary } from "../../library/library-context.tsx";
import { Button } from "../../ui/button.tsx";

/** Where a document stands: ready, failed with why and a way on, or in work with stage, page and time left. */
export function DocumentStatus({ record, run }: { record: DocumentRecord; run(work: Promise<void>): void }) {
  const { retry, cancel } = useLibrary();
  if (record.status === "ready") {
    return (
      <span className="inline-flex items-center gap-1.5 text-good">
        <CircleCheck aria-hidden className="size-4" /> Ready
        {!record.textReady && <span className="text-soft text-sm">searched again soon</span>}
      </span>
    );
  }
  if (record.status === "failed") {
    return (
      <div>
        <span className="inline-flex items-center gap-1.5 font-medium text-bad">
          <CircleX aria-hidden className="size-4" /> Failed
        </span>
        <p className="mt-0.5 break-words">{record.error?.message ?? "It could not be read."}</p>
        {record.error?.hint !== undefined && <p className="break-words text-soft">{record.error.hint}</p>}
        <Button look="outline" className="mt-1.5 !h-7 !px-2" onClick={() => run(retry(record.id))}>
          Try again
        </Button>
      </div>
    );
  }
  const { words, share } = progressOf(record);
  return (
    <div>
      <div className="flex items-baseline justify-between gap-2">
        <span className="tabular-nums">{words}</span>
        <button
          type="button"
          onClick={() => run(cancel(record.id))}
          aria-label={`Cancel ${record.name}`}
          className="rounded text-soft underline-offset-2 hover:text-ink hover:underline"
        >
          Cancel
        </button>
      </div>
      <Bar share={share} label={`${record.name}: ${words}`} />
      <p className="mt-1 text-soft text-xs tabular-nums">
        {[
          record.etaSeconds === null ? null : timeLeft(record.etaSeconds),
          record.textReady ? "can be searched already" : null,
        ]
          .filter((part) => part !== null)
          .join(", ")}
      </p>
    </div>
  );
}

/** A bar that fills; `share` from 0 to 1, or null where nothing is known yet. */
export function Bar({ share, label }: { share: number | null; label: string }) {
  const percent = share === null ? null : Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-sunk"
    >
      <div
        className="h-full origin-left rounded-full bg-accent transition-transform duration-300"
        style={{ transform: `scaleX(${(percent ?? 0) / 100})` }}
      />
    </div>
  );
}

function progressOf({ status, progress }: DocumentRecord): { words: string; share: number | null } {
  const { pagesDone, pagesTotal, chunksDone, chunksTotal } = progress;
  if (status === "parsing") {
    if (pagesTotal === 0) return { words: "Opening", share: null };
    return { words: `Reading page ${pagesDone} of ${pagesTotal}`, share: (pagesDone / pagesTotal) * 0.3 };
  }
  if (status === "embedding") {
    if (chunksTotal === 0) return { words: "Preparing", share: 0.3 };
    return { words: `Indexing ${chunksDone} of ${chunksTotal}`, share: 0.3 + (chunksDone / chunksTotal) * 0.7 };
  }
  return { words: "Waiting its turn", share: null };
}
