"use client";

import { useLibrary } from "../data/library-context.tsx";
import type { SearchFor } from "./use-search.ts";

const look =
  "h-8 min-w-0 max-w-[60%] truncate rounded-lg border border-line-strong/60 bg-sheet px-2 text-sm text-soft hover:text-ink";

/** One collection (where there are several) and one document to search in, and whether to say why things rank as they do. */
export function SearchFilters({ wanted, onChange }: { wanted: SearchFor; onChange(wanted: SearchFor): void }) {
  const { collections, documents } = useLibrary();
  const inside = (documents ?? [])
    .filter(({ collectionId }) => wanted.collection === "" || collectionId === wanted.collection)
    .sort((a, b) => a.name.localeCompare(b.name));
  return (
    <div className="mt-2.5 flex flex-wrap items-center gap-2">
      {(collections?.length ?? 0) > 1 && (
        <select
          aria-label="Collection"
          className={look}
          value={wanted.collection}
          onChange={(event) => onChange({ ...wanted, collection: event.target.value, document: "" })}
        >
          <option value="">All collections</option>
          {collections?.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      <select
        aria-label="Document"
        className={look}
        value={wanted.document}
        onChange={(event) => onChange({ ...wanted, document: event.target.value })}
      >
        <option value="">All documents</option>
        {inside.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <label className="ml-auto flex cursor-pointer items-center gap-2 rounded text-soft text-sm has-focus-visible:outline-2 has-focus-visible:outline-accent hover:text-ink">
        <input
          type="checkbox"
          checked={wanted.explain}
          onChange={(event) => onChange({ ...wanted, explain: event.target.checked })}
          className="size-4 accent-accent"
        />
        Explain ranking
      </label>
    </div>
  );
}
