"use client";

import { clsx } from "clsx";
import { Ellipsis, FolderPlus, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { send, sendJson } from "../data/api.ts";
import type { CollectionRecord } from "../data/records.ts";
import { useLibrary } from "../library/library-context.tsx";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/dialog.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { NameDialog } from "../ui/name-dialog.tsx";

interface Props {
  /** The id of the collection shown, or "" for all of them. */
  chosen: string;
  onChoose(id: string): void;
  run(work: Promise<void>): void;
}

/** Which collection is shown and added to; make, rename and delete them. */
export function CollectionBar({ chosen, onChoose, run }: Props) {
  const { collections, refresh } = useLibrary();
  const [asking, setAsking] = useState<"new" | "rename" | "delete" | null>(null);
  const current = collections.find(({ id }) => id === chosen);
  const isEmpty = current?.documents === 0;
  const close = () => setAsking(null);

  const create = async (name: string) => {
    const made: CollectionRecord = await (await sendJson("POST", "/collections", { name })).json();
    refresh();
    onChoose(made.id);
  };
  const rename = (id: string, name: string) => sendJson("PATCH", `/collections/${id}`, { name }).then(refresh);
  const remove = async (id: string) => {
    await send(`/collections/${id}`, { method: "DELETE" });
    onChoose("");
    refresh();
  };

  return (
    <div className="mt-4 flex flex-wrap items-center gap-1.5">
      {collections.length > 1 &&
        [{ id: "", name: "All" }, ...collections].map(({ id, name }) => (
          <button
            key={id}
            type="button"
            aria-pressed={id === chosen}
            onClick={() => onChoose(id)}
            className={clsx(
              "max-w-60 truncate rounded-full border px-3 py-1 text-sm",
              id === chosen ? "border-accent bg-accent-soft font-semibold" : "border-line-strong/60 hover:bg-sunk",
            )}
          >
            {name}
          </button>
        ))}
      {current !== undefined && (
        <Menu
          align="start"
          trigger={
            <Button icon aria-label={`More for ${current.name}`} className="!size-8">
              <Ellipsis aria-hidden className="size-4" />
            </Button>
          }
        >
          <MenuItem onSelect={() => setAsking("rename")}>
            <Pencil aria-hidden className="size-4" /> Rename
          </MenuItem>
          <MenuItem bad disabled={!isEmpty} onSelect={() => setAsking("delete")}>
            <Trash2 aria-hidden className="size-4" /> {isEmpty ? "Delete" : "Delete (empty it first)"}
          </MenuItem>
        </Menu>
      )}
      <Button className="!h-8 !px-2" onClick={() => setAsking("new")}>
        <FolderPlus aria-hidden className="size-4" /> New collection
      </Button>
      {asking === "new" && (
        <NameDialog
          title="New collection"
          label="Name"
          action="Create"
          onClose={close}
          onName={(name) => run(create(name))}
        />
      )}
      {asking === "rename" && current !== undefined && (
        <NameDialog
          title="Rename collection"
          label="Name"
          name={current.name}
          action="Rename"
          onClose={close}
          onName={(name) => run(rename(current.id, name))}
        />
      )}
      <Confirm
        open={asking === "delete" && current !== undefined}
        onClose={close}
        title="Delete this collection?"
        description={`${current?.name ?? ""} holds no documents.`}
        action="Delete"
        onConfirm={() => run(remove(chosen))}
      />
    </div>
  );
}
