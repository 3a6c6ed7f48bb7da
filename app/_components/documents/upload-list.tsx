"use client";

import { X } from "lucide-react";
import { describePassedOver } from "../data/accepted-files.ts";
import { count, fileSize } from "../data/format.ts";
import { type Upload, useUploads } from "../library/upload-context.tsx";
import { Button } from "../ui/button.tsx";
import { Bar } from "./list/document-status.tsx";

/** Files on their way here. One that has arrived leaves this list for the table below; one that was refused stays. */
export function UploadList() {
  const { uploads, passedOver, cancel, dismiss } = useUploads();
  const shown = uploads.filter(({ state }) => state !== "sent");
  if (shown.length === 0 && passedOver.length === 0) return null;
  const isOver = shown.every(({ state }) => state === "failed" || state === "duplicate");
  return (
    <section aria-label="Uploads" className="rounded-2xl border bg-sheet p-3">
      <div className="flex items-center justify-between gap-2 px-1">
        <h2 className="font-semibold text-sm">Uploads</h2>
        {isOver && (
          <Button className="!h-7 !px-2" onClick={dismiss}>
            Clear
          </Button>
        )}
      </div>
      <ul aria-live="polite">
        {shown.map((upload) => (
          <Item key={upload.key} upload={upload} onCancel={() => cancel(upload.key)} />
        ))}
      </ul>
      {passedOver.length > 0 && (
        <details className="px-1 pt-1 text-soft text-sm">
          <summary>
            {count(passedOver.length, "file")} {passedOver.length === 1 ? "was" : "were"} not added
          </summary>
          {describePassedOver(passedOver).map((line) => (
            <p key={line} className="break-words">
              {line}
            </p>
          ))}
        </details>
      )}
    </section>
  );
}

function Item({ upload, onCancel }: { upload: Upload; onCancel(): void }) {
  const { name, size, share, state, failure } = upload;
  return (
    <li className="flex items-start gap-2 px-1 py-1.5 text-sm">
      <div className="min-w-0 flex-1">
        <div className="flex justify-between gap-3">
          <span className="truncate">{name}</span>
          <span className="shrink-0 text-soft tabular-nums">
            {state === "sending" ? `${Math.round(share * 100)} % of ${fileSize(size)}` : fileSize(size)}
          </span>
        </div>
        {state === "sending" && <Bar share={share} label={`Uploading ${name}`} />}
        {state === "waiting" && <p className="text-soft">Waiting</p>}
        {state === "duplicate" && <p className="text-soft">Already here: the same file was added before.</p>}
        {failure !== null && (
          <p className="break-words text-bad">
            {failure.message} {failure.hint}
          </p>
        )}
      </div>
      {(state === "sending" || state === "waiting") && (
        <Button icon aria-label={`Cancel upload of ${name}`} className="!size-7" onClick={onCancel}>
          <X aria-hidden className="size-4" />
        </Button>
      )}
    </li>
  );
}
