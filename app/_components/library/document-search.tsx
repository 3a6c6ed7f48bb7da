"use client";

import { useId, useState } from "react";
import { type DocumentName, useDocumentSearch } from "./use-document-search.ts";

export type { DocumentName } from "./use-document-search.ts";

interface Props {
  /** Only documents of this collection; "" for all. */
  collection: string;
  /** One is chosen, or several. */
  kind: "radio" | "checkbox";
  isChosen(id: string): boolean;
  onToggle(document: DocumentName): void;
}

/** Finds documents by part of their name as one types, and lets choose among them. */
export function DocumentSearch({ collection, kind, isChosen, onToggle }: Props) {
  const [name, setName] = useState("");
  const { documents, more } = useDocumentSearch(name, collection, true);
  const group = useId();
  return (
    <div>
      <input
        type="search"
        aria-label="Find a document"
        placeholder="Find a document"
        value={name}
        onChange={(event) => setName(event.target.value)}
        className="h-8 w-full rounded-lg border border-line-strong/60 bg-paper px-2.5 text-sm"
      />
      <ul aria-label="Documents" className="mt-1 max-h-60 overflow-y-auto">
        {documents?.map((document) => (
          <li key={document.id}>
            <Choice
              kind={kind}
              group={group}
              name={document.name}
              checked={isChosen(document.id)}
              onToggle={() => onToggle(document)}
            />
          </li>
        ))}
      </ul>
      {documents?.length === 0 && <p className="px-2.5 py-1.5 text-soft text-sm">No document is named so.</p>}
      {more !== null && (
        <button
          type="button"
          onClick={more}
          className="w-full rounded-lg px-2.5 py-1.5 text-left text-accent text-sm hover:bg-sunk"
        >
          More
        </button>
      )}
    </div>
  );
}

/** One line to choose, with its mark. */
export function Choice(props: {
  kind: "radio" | "checkbox";
  group?: string;
  name: string;
  checked: boolean;
  onToggle(): void;
}) {
  const { kind, group, name, checked, onToggle } = props;
  return (
    <label className="flex cursor-pointer items-center gap-2 rounded-lg px-2.5 py-1.5 text-sm has-focus-visible:bg-sunk hover:bg-sunk">
      <input type={kind} name={group} checked={checked} onChange={onToggle} className="size-4 shrink-0 accent-accent" />
      <span className="truncate">{name}</span>
    </label>
  );
}
