"use client";

import { type FormEvent, useState } from "react";
import type { ModelRecord } from "../../../lib/models/library/index.ts";
import { Button } from "../ui/button.tsx";

/** Adds a GGUF by its path on the server or its address on the hub. */
export function AddModel({ add }: { add(address: string): Promise<ModelRecord | null> }) {
  const [address, setAddress] = useState("");
  const [busy, setBusy] = useState(false);
  const [added, setAdded] = useState<ModelRecord | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (address.trim() === "") return;
    setBusy(true);
    add(address.trim())
      .then((model) => {
        setAdded(model);
        if (model !== null) setAddress("");
      })
      .finally(() => setBusy(false));
  };
  return (
    <form onSubmit={submit}>
      <p className="text-pretty text-soft" id="add-model-hint">
        Any GGUF that llama.cpp runs: the full path of a file on the machine that Footnote runs on, or an address on the
        hub. Its header is read first. Its licence is yours to check.
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <input
          aria-label="Path or address of a GGUF"
          aria-describedby="add-model-hint"
          value={address}
          onChange={(event) => setAddress(event.target.value)}
          placeholder="hf:owner/repository/file.gguf"
          spellCheck={false}
          autoCapitalize="none"
          className="h-9 min-w-0 flex-1 basis-56 rounded-lg border border-line-strong bg-sheet px-3 text-sm"
        />
        <Button type="submit" look="outline" disabled={busy || address.trim() === ""}>
          {busy ? "Reading…" : "Add"}
        </Button>
      </div>
      <p role="status" className="mt-2 text-soft text-sm empty:hidden">
        {added !== null && (
          <>
            {added.title} was added.{" "}
            <a href={`#${added.id}`} className="text-accent underline underline-offset-2">
              {added.state === "missing" ? "Download it" : "Use it"}
            </a>
          </>
        )}
      </p>
    </form>
  );
}
