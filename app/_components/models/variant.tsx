"use client";

import { Ellipsis, ShieldCheck, Trash2 } from "lucide-react";
import { useState } from "react";
import type { ModelRecord } from "../../../lib/models/library/index.ts";
import { fileSize } from "../data/format.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/dialog.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { Notice } from "../ui/notice.tsx";
import type { ModelActions } from "./use-models.ts";
import { speedLine, transferLine } from "./words.ts";

interface Props {
  model: ModelRecord;
  actions: ModelActions;
  /** The model cannot be changed here. */
  fixed: boolean;
}

const there = new Set<ModelRecord["state"]>(["in_use", "loading", "ready", "unchecked", "damaged", "verifying"]);
const stateWords: Partial<Record<ModelRecord["state"], string>> = {
  in_use: "In use",
  loading: "Loading…",
  verifying: "Checking…",
  queued: "Waiting for its turn",
  damaged: "Damaged: download it again",
};

/** One quantisation: its size, its speed here, how it stands, and the next thing to do with it. */
export function Variant({ model, actions, fixed }: Props) {
  const { quantisation, bytes, neededBytes, measured, expected, state, transfer, error, fit } = model;
  const sizes = [
    bytes > 0 ? fileSize(bytes) : "size not known",
    neededBytes === null ? null : `takes ${fileSize(neededBytes)} of memory`,
  ];
  return (
    <li id={model.id} className="scroll-mt-24 rounded-xl border bg-sheet px-3.5 py-2.5 target:border-accent">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <p className="text-sm">
            <span className="font-semibold">{quantisation}</span>
            <span className="text-soft tabular-nums"> · {sizes.filter(Boolean).join(", ")}</span>
          </p>
          {measured !== null && <p className="text-soft text-sm tabular-nums">Measured here: {speedLine(measured)}.</p>}
          {expected !== null && (measured !== null || fit !== "no") && (
            <p className="text-soft text-sm tabular-nums">
              {measured === null ? "Expected here" : "Was expected"}: {speedLine(expected)}.
            </p>
          )}
        </div>
        <Actions model={model} actions={actions} fixed={fixed} />
      </div>
      {transfer !== null && state !== "queued" && (
        <div className="mt-2">
          <div
            role="progressbar"
            aria-label={`Download of ${model.title}`}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={shareOf(transfer)}
            className="h-1.5 overflow-hidden rounded-full bg-sunk"
          >
            <div className="h-full rounded-full bg-accent" style={{ width: `${shareOf(transfer)}%` }} />
          </div>
          <p className="mt-1 text-soft text-sm tabular-nums">
            {state === "partly" ? "Paused: " : ""}
            {transferLine(transfer)}
          </p>
        </div>
      )}
      {error !== null && (
        <div className="mt-2">
          <Notice look="bad" hint={error.hint && <span className="whitespace-pre-line">{error.hint}</span>} live>
            {error.message}
          </Notice>
        </div>
      )}
    </li>
  );
}

function Actions({ model, actions, fixed }: Props) {
  const { id, title, state, suits, fit, transfer } = model;
  const [asking, setAsking] = useState(false);
  const [sent, setSent] = useState(false);
  const act = (action: Parameters<ModelActions["act"]>[1]) => {
    setSent(true);
    void actions.act(id, action).finally(() => setSent(false));
  };
  const word = stateWords[state];
  const hasFiles = there.has(state) || transfer !== null;
  return (
    <div className="flex items-center gap-1.5">
      {word !== undefined && (
        <span
          role="status"
          className={state === "in_use" ? "px-1 font-semibold text-good text-sm" : "px-1 text-soft text-sm"}
        >
          {word}
        </span>
      )}
      {(state === "missing" || state === "partly" || state === "damaged") && (
        <Button
          look={suits && fit === "well" ? "solid" : "outline"}
          disabled={sent}
          aria-label={`${state === "partly" ? "Resume the download of" : "Download"} ${title}`}
          onClick={() => act("download")}
        >
          {state === "partly" ? "Resume" : "Download"}
        </Button>
      )}
      {(state === "fetching" || state === "queued") && (
        <Button
          look="outline"
          disabled={sent}
          aria-label={`Pause the download of ${title}`}
          onClick={() => act("pause")}
        >
          {state === "queued" ? "Cancel" : "Pause"}
        </Button>
      )}
      {(state === "ready" || state === "unchecked") && !fixed && (
        <Button look="outline" disabled={sent} aria-label={`Use ${title}`} onClick={() => act("use")}>
          Use this model
        </Button>
      )}
      {hasFiles && state !== "fetching" && state !== "queued" && (
        <Menu
          trigger={
            <Button icon aria-label={`More for ${title}`}>
              <Ellipsis aria-hidden className="size-4" />
            </Button>
          }
        >
          {there.has(state) && (
            <MenuItem disabled={state === "verifying"} onSelect={() => act("verify")}>
              <ShieldCheck aria-hidden className="size-4" />
              Check the file again
            </MenuItem>
          )}
          <MenuItem bad disabled={state === "in_use" || state === "loading"} onSelect={() => setAsking(true)}>
            <Trash2 aria-hidden className="size-4" />
            {model.added && model.address === null ? "Take off the list…" : "Delete…"}
          </MenuItem>
        </Menu>
      )}
      {!hasFiles && model.added && (
        <Button icon aria-label={`Take ${title} off the list`} onClick={() => setAsking(true)}>
          <Trash2 aria-hidden className="size-4" />
        </Button>
      )}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${title}?`}
        description={
          model.added && model.address === null
            ? "It leaves the list. The file itself stays where it is."
            : "Its files are deleted from this machine. It can be downloaded again."
        }
        action="Delete"
        onConfirm={() => void actions.remove(id)}
      />
    </div>
  );
}

function shareOf({ bytesDone, bytesTotal }: NonNullable<ModelRecord["transfer"]>): number {
  return bytesTotal ? Math.min(100, Math.round((bytesDone / bytesTotal) * 100)) : 0;
}
