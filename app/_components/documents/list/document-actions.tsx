"use client";

import { Download, Ellipsis, FileText, MessageSquareQuote, RotateCcw, Search, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import type { DocumentRecord } from "../../data/records.ts";
import { useLibrary } from "../../library/library-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Menu, MenuItem, menuItem } from "../../ui/menu.tsx";
import { useViewer } from "../../viewer/viewer-context.tsx";

/** Open, ask, search, download, try again, delete. */
export function DocumentActions({ record, run }: { record: DocumentRecord; run(work: Promise<void>): void }) {
  const { id, name, status } = record;
  const { retry, remove } = useLibrary();
  const { open, close, target } = useViewer();
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const icon = "size-4";
  return (
    <>
      <Menu
        trigger={
          <Button icon aria-label={`Actions for ${name}`}>
            <Ellipsis aria-hidden className="size-4.5" />
          </Button>
        }
      >
        <MenuItem onSelect={() => open({ documentId: id, documentName: name, page: 1, marks: [] })}>
          <FileText aria-hidden className={icon} /> Open
        </MenuItem>
        {status !== "failed" && (
          <>
            <MenuItem onSelect={() => router.push(`/?document=${id}`)}>
              <MessageSquareQuote aria-hidden className={icon} /> Ask about it
            </MenuItem>
            <MenuItem onSelect={() => router.push(`/search?document=${id}`)}>
              <Search aria-hidden className={icon} /> Search in it
            </MenuItem>
          </>
        )}
        <DropdownMenu.Item asChild>
          <a className={menuItem} href={`/api/v1/documents/${id}/file`} download={name}>
            <Download aria-hidden className={icon} /> Download
          </a>
        </DropdownMenu.Item>
        {status === "failed" && (
          <MenuItem onSelect={() => run(retry(id))}>
            <RotateCcw aria-hidden className={icon} /> Try again
          </MenuItem>
        )}
        <DropdownMenu.Separator className="my-1 h-px bg-line" />
        <MenuItem bad onSelect={() => setAsking(true)}>
          <Trash2 aria-hidden className={icon} /> Delete
        </MenuItem>
      </Menu>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Delete this document?"
        description={`${name} is removed for good, from every search and answer. Answers that quoted it stay and say so.`}
        action="Delete"
        onConfirm={() => {
          if (target?.documentId === id) close();
          run(remove(id));
        }}
      />
    </>
  );
}
