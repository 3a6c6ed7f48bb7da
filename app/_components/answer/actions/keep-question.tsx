"use client";

import { Check, ListChecks } from "lucide-react";
import { useState } from "react";
import { asApiError, sendJson } from "../../data/api.ts";
import { Button } from "../../ui/button.tsx";

/** Keeps an answer's question to be asked again after a change of model or settings (`footnote eval`). */
export function KeepQuestion({ answerId }: { answerId: string }) {
  const [state, setState] = useState<"open" | "kept" | { failed: string }>("open");
  const isKept = state === "kept";
  const keep = () =>
    sendJson("POST", "/test-questions", { answerId }).then(
      () => setState("kept"),
      (error: unknown) => setState({ failed: asApiError(error).message }),
    );
  const Icon = isKept ? Check : ListChecks;
  return (
    <>
      <Button
        disabled={isKept}
        title="Ask this again after a change of model, and see whether the answer still stands at the same words"
        onClick={() => void keep()}
      >
        <Icon aria-hidden className="size-4" />
        <span aria-live="polite">{isKept ? "Kept" : "Keep as test question"}</span>
      </Button>
      {typeof state === "object" && (
        <span role="alert" className="self-center text-bad text-sm">
          {state.failed}
        </span>
      )}
    </>
  );
}
