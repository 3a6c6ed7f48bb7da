"use client";

import { ChevronDown, Library } from "lucide-react";
import { Choice, DocumentSearch } from "../library/document-search.tsx";
import { useLibrary } from "../library/library-context.tsx";
import { Popover } from "../ui/popover.tsx";
import type { ScopeChoice } from "./use-scope.ts";

/** Choose collections or single documents to ask; nothing chosen means all of them. */
export function ScopePicker({ label, isEverything, isChosen, toggle, clear }: ScopeChoice) {
  const { collections } = useLibrary();
  return (
    <Popover
      label="What is asked"
      trigger={
        <button
          type="button"
          aria-label={`Asked of: ${label}`}
          className="flex h-8 min-w-0 max-w-[60%] items-center gap-1.5 rounded-lg px-2 text-soft text-sm hover:bg-sunk hover:text-ink"
        >
          <Library aria-hidden className="size-4 shrink-0" />
          <span className="truncate">{label}</span>
          <ChevronDown aria-hidden className="size-3.5 shrink-0" />
        </button>
      }
    >
      <Choice kind="checkbox" name="All documents" checked={isEverything} onToggle={clear} />
      {collections.length > 1 && (
        <div className="my-1 border-t pt-1">
          {collections.map(({ id, name }) => (
            <Choice
              key={id}
              kind="checkbox"
              name={name}
              checked={isChosen("collections", id)}
              onToggle={() => toggle("collections", { id, name })}
            />
          ))}
        </div>
      )}
      <div className="mt-1 border-t pt-1">
        <DocumentSearch
          collection=""
          kind="checkbox"
          isChosen={(id) => isChosen("documents", id)}
          onToggle={(one) => toggle("documents", one)}
        />
      </div>
    </Popover>
  );
}
