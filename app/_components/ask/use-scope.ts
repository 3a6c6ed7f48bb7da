"use client";

import { useState } from "react";
import type { AnswerScope } from "../conversations/answer-view.ts";
import type { DocumentName } from "../library/document-search.tsx";
import { useLibrary } from "../library/library-context.tsx";

/** Either collections or documents: both at once would narrow in a way nobody expects. Neither means everything. */
type Chosen = { kind: "collections" | "documents"; names: DocumentName[] };

export interface ScopeChoice {
  label: string;
  isEverything: boolean;
  isChosen(kind: Chosen["kind"], id: string): boolean;
  toggle(kind: Chosen["kind"], one: DocumentName): void;
  clear(): void;
}

/** What is asked, beginning with one document alone where there is one. */
export function useScope(about: DocumentName | null): ScopeChoice & { scope: AnswerScope } {
  const { collections } = useLibrary();
  const [{ kind, names }, setChosen] = useState<Chosen>({ kind: "documents", names: about === null ? [] : [about] });
  const ids = names.map(({ id }) => id);
  const [first] = names;
  // A collection may have been renamed since it was chosen.
  const nameOf = ({ id, name }: DocumentName) => collections.find((one) => one.id === id)?.name ?? name;
  return {
    scope: ids.length === 0 ? {} : kind === "documents" ? { documentIds: ids } : { collectionIds: ids },
    label: first === undefined ? "All documents" : names.length === 1 ? nameOf(first) : `${names.length} chosen`,
    isEverything: names.length === 0,
    isChosen: (asked, id) => asked === kind && ids.includes(id),
    toggle(asked, one) {
      const before = asked === kind ? names : [];
      const without = before.filter(({ id }) => id !== one.id);
      setChosen({ kind: asked, names: without.length < before.length ? without : [...before, one] });
    },
    clear: () => setChosen({ kind, names: [] }),
  };
}
