"use client";

import { FolderPlus, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ChangeEvent, useRef } from "react";
import { ACCEPTED } from "../data/accepted-files.ts";
import { Button } from "../ui/button.tsx";
import { useUploads } from "./upload-context.tsx";

interface Props {
  look?: "solid" | "outline";
  folder?: boolean;
  /** Where to; the first collection when not given. */
  collectionId?: string | undefined;
}

/** Chooses files (or a whole folder) to add, then shows how they get on. */
export function AddButton({ look = "solid", folder = false, collectionId }: Props) {
  const { add } = useUploads();
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  const Icon = folder ? FolderPlus : Plus;
  const onChange = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const files = [...(target.files ?? [])];
    target.value = "";
    if (files.length === 0) return;
    add(
      files.map((file) => ({ file, fromFolder: folder })),
      collectionId,
    );
    router.push("/documents");
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={folder ? "Folder to add" : "Files to add"}
        accept={folder ? undefined : ACCEPTED}
        {...(folder ? { webkitdirectory: "" } : {})}
        onChange={onChange}
      />
      <Button look={look} onClick={() => input.current?.click()}>
        <Icon aria-hidden className="size-4" />
        {folder ? "Add a folder" : "Add documents"}
      </Button>
    </>
  );
}
