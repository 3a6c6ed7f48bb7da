"use client";

import Link from "next/link";
import { useHealth } from "../data/health-context.tsx";

/** Below the box, only while the model cannot answer: quotes and search work all the same, and this says so. */
export function ModelStatus() {
  const health = useHealth();
  // A health line without a session carries nothing but its status.
  const model = health?.model;
  if (model === undefined || model.status === "ready") return null;
  const words = {
    loading: "The model is still loading. Quotes come at once, the answer when it is there.",
    absent: "There is no model here yet. Quotes come at once, but nothing is written from them.",
    failed: "The model does not run. Quotes come at once, but nothing is written from them.",
  }[model.status];
  return (
    <p role="status" className="px-2 pt-2 text-pretty text-soft text-sm">
      {words} {model.status === "loading" ? null : model.hint}{" "}
      {model.status !== "loading" && (
        <Link className="text-accent underline underline-offset-4" href="/models">
          Models
        </Link>
      )}
    </p>
  );
}
