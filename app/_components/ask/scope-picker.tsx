"use client";

import { Check, ChevronDown, Library } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import type { AnswerScope } from "../data/answer-view.ts";
import { useLibrary } from "../data/library-context.tsx";
import { Menu, menuItem } from "../ui/menu.tsx";

/** What is asked; `?document=` in the address begins with one document alone. */
export function useScope(): [AnswerScope, (scope: AnswerScope) => void] {
  const document = useSearchParams().get("document");
  return useState<AnswerScope>(() => (document === null ? {} : { documentIds: [document] }));
}

/** Choose collections or single documents to ask; nothing chosen means all of them. */
export function ScopePicker({ scope, onChange }: { scope: AnswerScope; onChange(scope: AnswerScope): void }) {
  const { collections, documents } = useLibrary();
  const chosenDocuments = new Set(scope.documentIds);
  const chosenCollections = new Set(scope.collectionIds);
  const names = [
    ...(collections ?? []).filter(({ id }) => chosenCollections.has(id)),
    ...(documents ?? []).filter(({ id }) => chosenDocuments.has(id)),
  ].map(({ name }) => name);
  const label = names.length === 0 ? "All documents" : names.length === 1 ? names[0] : `${names.length} chosen`;

  const toggle = (kind: "documentIds" | "collectionIds", chosen: Set<string>, id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    // Either documents or collections: both at once would narrow in a way nobody expects.
    onChange(next.size === 0 ? {} : { [kind]: [...next] });
  };

  return (
    <Menu
      align="start"
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
      <Choice checked={names.length === 0} onToggle={() => onChange({})} name="All documents" />
      {(collections?.length ?? 0) > 1 && <DropdownMenu.Separator className="my-1 h-px bg-line" />}
      {(collections?.length ?? 0) > 1 &&
        collections?.map(({ id, name }) => (
          <Choice
            key={id}
            name={name}
            checked={chosenCollections.has(id)}
            onToggle={() => toggle("collectionIds", chosenCollections, id)}
          />
        ))}
      {(documents?.length ?? 0) > 0 && <DropdownMenu.Separator className="my-1 h-px bg-line" />}
      {[...(documents ?? [])]
        .sort((a, b) => a.name.localeCompare(b.name))
        .map(({ id, name }) => (
          <Choice
            key={id}
            name={name}
            checked={chosenDocuments.has(id)}
            onToggle={() => toggle("documentIds", chosenDocuments, id)}
          />
        ))}
    </Menu>
  );
}

function Choice({ checked, name, onToggle }: { checked: boolean; name: string; onToggle(): void }) {
  return (
    <DropdownMenu.CheckboxItem
      checked={checked}
      onCheckedChange={onToggle}
      onSelect={(event) => event.preventDefault()}
      className={menuItem}
    >
      <span className="grid size-4 shrink-0 place-items-center">
        <DropdownMenu.ItemIndicator>
          <Check aria-hidden className="size-4 text-accent" />
        </DropdownMenu.ItemIndicator>
      </span>
      <span className="truncate">{name}</span>
    </DropdownMenu.CheckboxItem>
  );
}
