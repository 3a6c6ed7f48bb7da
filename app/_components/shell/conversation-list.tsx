"use client";

import { clsx } from "clsx";
import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { useConversations } from "../conversations/conversations-context.tsx";
import type { ConversationRecord } from "../data/records.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/dialog.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { NameDialog } from "../ui/name-dialog.tsx";

/** Earlier conversations, newest first, each with rename and delete. */
export function ConversationList() {
  const { conversations } = useConversations();
  return (
    <section aria-label="Conversations" className="flex min-h-0 flex-1 flex-col border-t">
      <h2 className="px-4.5 pt-3 pb-1 font-semibold text-soft text-xs">Conversations</h2>
      <div className="relative min-h-0 flex-1 overflow-y-auto px-2 pb-2">
        {conversations.length === 0 && (
          <p className="px-2.5 py-1 text-pretty text-soft text-sm">What you ask is kept here.</p>
        )}
        <ul>
          {conversations.map((conversation) => (
            <Row key={conversation.id} conversation={conversation} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function Row({ conversation }: { conversation: ConversationRecord }) {
  const { id, title } = conversation;
  const { remove, rename } = useConversations();
  const here = usePathname() === `/c/${id}`;
  const [asking, setAsking] = useState<"rename" | "delete" | null>(null);
  return (
    <li className={clsx("group relative flex items-center rounded-lg", here ? "bg-sunk" : "hover:bg-sunk")}>
      <Link
        href={`/c/${id}`}
        aria-current={here ? "page" : undefined}
        title={title}
        className={clsx("min-w-0 flex-1 truncate rounded-lg py-1.5 pr-1 pl-2.5 text-sm", here && "font-medium")}
      >
        {title}
      </Link>
      <Menu
        trigger={
          <Button
            icon
            aria-label={`More for ${title}`}
            className="!size-8 opacity-0 focus-visible:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
          >
            <Ellipsis aria-hidden className="size-4" />
          </Button>
        }
      >
        <MenuItem onSelect={() => setAsking("rename")}>
          <Pencil aria-hidden className="size-4" /> Rename
        </MenuItem>
        <MenuItem bad onSelect={() => setAsking("delete")}>
          <Trash2 aria-hidden className="size-4" /> Delete
        </MenuItem>
      </Menu>
      {asking === "rename" && (
        <NameDialog
          title="Rename conversation"
          label="Title"
          name={title}
          action="Rename"
          onClose={() => setAsking(null)}
          onName={(name) => void rename(id, name)}
        />
      )}
      <Confirm
        open={asking === "delete"}
        onClose={() => setAsking(null)}
        title="Delete this conversation?"
        description={`“${title}” and its answers are deleted. The documents stay.`}
        action="Delete"
        onConfirm={() => void remove(id)}
      />
    </li>
  );
}
