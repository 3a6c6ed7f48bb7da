"use client";

import { type FormEvent, useState } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

interface Props {
  title: string;
  label: string;
  name?: string;
  action: string;
  onClose(): void;
  /** Never called with an empty name. */
  onName(name: string): void;
}

/** Asks for a name. */
export function NameDialog({ title, label, name = "", action, onClose, onName }: Props) {
  const [typed, setTyped] = useState(name);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() === "") return;
    onName(typed.trim());
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title={title}>
      <form onSubmit={save}>
        <input
          aria-label={label}
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.target.value)}
          className="h-10 w-full rounded-lg border border-line-strong bg-paper px-3"
        />
        <div className="mt-4 flex justify-end gap-2">
          <Button look="outline" onClick={onClose}>
            Cancel
          </Button>
          <Button look="solid" type="submit" disabled={typed.trim() === ""}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
