"use client";

import { ChevronDown } from "lucide-react";
import { Choice, type DocumentName, DocumentSearch } from "../library/document-search.tsx";
import { useLibrary } from "../library/library-context.tsx";
import { Popover } from "../ui/popover.tsx";
import type { SearchFor } from "./searched-for.ts";

const look =
  "h-8 min-w-0 max-w-[60%] truncate rounded-lg border border-line-strong/60 bg-sheet px-2 text-sm text-soft hover:text-ink";

interface Props {
  wanted: SearchFor;
  /** The document searched in, where there is one. */
  inDocument: DocumentName | null;
  onChange(wanted: SearchFor, inDocument: DocumentName | null): void;
}

/** One collection (where there are several) and one document to search in, and whether to say why things rank as they do. */
export function SearchFilters({ wanted, inDocument, onChange }: Props) {
  const { collections } = useLibrary();
  const choose = (document: DocumentName | null) => onChange({ ...wanted, document: document?.id ?? "" }, document);
  const label = wanted.document === "" ? "All documents" : (inDocument?.name ?? "A document that is not here");
  return (
    <div className="mt-2.5 flex flex-wrap items-center gap-2">
      {collections.length > 1 && (
        <select
          aria-label="Collection"
          name="collection"
          className={look}
          value={wanted.collection}
          onChange={(event) => onChange({ ...wanted, collection: event.target.value, document: "" }, null)}
        >
          <option value="">All collections</option>
          {collections.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      <Popover
        label="Document to search in"
        trigger={
          <button type="button" aria-label={`Searched in: ${label}`} className={`${look} flex items-center gap-1.5`}>
            <span className="truncate">{label}</span>
            <ChevronDown aria-hidden className="size-3.5 shrink-0" />
          </button>
        }
      >
        <Choice kind="radio" name="All documents" checked={wanted.document === ""} onToggle={() => choose(null)} />
        <div className="mt-1 border-t pt-1">
          <DocumentSearch
            collection={wanted.collection}
            kind="radio"
            isChosen={(id) => id === wanted.document}
            onToggle={choose}
          />
        </div>
      </Popover>
      <label className="ml-auto flex cursor-pointer items-center gap-2 rounded text-soft text-sm has-focus-visible:outline-2 has-focus-visible:outline-accent hover:text-ink">
        <input
          type="checkbox"
          name="explain"
          value="1"
          checked={wanted.explain}
          onChange={(event) => onChange({ ...wanted, explain: event.target.checked }, inDocument)}
          className="size-4 accent-accent"
        />
        Explain ranking
      </label>
    </div>
  );
}
