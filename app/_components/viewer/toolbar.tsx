"use client";

import { Download, Minus, Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";

interface Props {
  documentId: string;
  name: string;
  page: number;
  pages: number | null;
  percent: number;
  zoomIn: (() => void) | null;
  zoomOut: (() => void) | null;
  onJump(page: number): void;
  onClose(): void;
}

/** Name, page, zoom, download and close; one line at every width. */
export function Toolbar(props: Props) {
  const { documentId, name, page, pages, percent, zoomIn, zoomOut, onJump, onClose } = props;
  const [typed, setTyped] = useState<string | null>(null);

  const jump = (event: FormEvent) => {
    event.preventDefault();
    const wanted = Number.parseInt(typed ?? "", 10);
    if (Number.isInteger(wanted)) onJump(Math.min(Math.max(1, wanted), pages ?? 1));
    setTyped(null);
  };

  return (
    <div className="flex h-13 shrink-0 items-center gap-1 border-b bg-sheet px-2">
      <h2 className="min-w-0 flex-1 truncate px-1.5 font-semibold text-sm" title={name}>
        {name}
      </h2>
      <form onSubmit={jump} className="flex items-center gap-1 whitespace-nowrap text-soft text-sm tabular-nums">
        <input
          aria-label="Page number"
          inputMode="numeric"
          value={typed ?? page}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => setTyped(null)}
          onFocus={(event) => event.target.select()}
          className="h-8 w-11 rounded-md border border-line-strong/60 bg-paper text-center text-ink"
        />
        <span>/ {pages ?? "…"}</span>
      </form>
      <span className="flex items-center">
        <Button icon aria-label="Zoom out" disabled={zoomOut === null} onClick={() => zoomOut?.()}>
          <Minus aria-hidden className="size-4" />
        </Button>
        <span className="hidden w-10 text-center sm:block text-soft text-xs tabular-nums">{percent} %</span>
        <Button icon aria-label="Zoom in" disabled={zoomIn === null} onClick={() => zoomIn?.()}>
          <Plus aria-hidden className="size-4" />
        </Button>
      </span>
      <a
        href={`/api/v1/documents/${documentId}/file`}
        download={name}
        aria-label={`Download ${name}`}
        className="inline-flex size-9 items-center justify-center rounded-lg text-soft hover:bg-sunk hover:text-ink"
      >
        <Download aria-hidden className="size-4" />
      </a>
      <Button icon aria-label="Close document" onClick={onClose}>
        <X aria-hidden className="size-4" />
      </Button>
    </div>
  );
}
