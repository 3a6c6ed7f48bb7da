"use client";

import { clsx } from "clsx";
import { Cpu, FileText, Menu as MenuIcon, MessageSquareQuote, Plus, Search, Settings, X } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Dialog } from "radix-ui";
import { useState } from "react";
import { useConversations } from "../conversations/conversations-context.tsx";
import { useLibrary } from "../library/library-context.tsx";
import { Button } from "../ui/button.tsx";
import { ConversationList } from "./conversation-list.tsx";
import { ThemeToggle } from "./theme-toggle.tsx";
import { Wordmark } from "./wordmark.tsx";

const places = [
  { href: "/", name: "Ask", Icon: MessageSquareQuote },
  { href: "/search", name: "Search", Icon: Search },
  { href: "/documents", name: "Documents", Icon: FileText },
] as const;
/** Looked at now and then, so at the foot. */
const keeping = [
  { href: "/models", name: "Models", Icon: Cpu },
  { href: "/settings", name: "Settings", Icon: Settings },
] as const;

/** Where one can go, and what was asked before. */
export function Rail() {
  const { begin } = useConversations();
  const { working } = useLibrary().counts;
  const pathname = usePathname();
  const isHere = (href: string) => {
    if (href === "/") return pathname === "/" || pathname.startsWith("/c/");
    return pathname.startsWith(href) || (href === "/documents" && pathname.startsWith("/questions"));
  };
  return (
    <div className="flex h-full flex-col bg-paper">
      <div className="flex h-13 shrink-0 items-center justify-between pr-2 pl-4">
        <Link href="/" onClick={begin} aria-label="Footnote: start page" className="rounded">
          <Wordmark />
        </Link>
        <Button icon aria-label="New question" title="New question" onClick={begin}>
          <Plus aria-hidden className="size-4.5" />
        </Button>
      </div>
      <nav aria-label="Places" className="px-2 pb-2">
        {places.map(({ href, name, Icon }) => (
          <Link
            key={href}
            href={href}
            aria-current={isHere(href) ? "page" : undefined}
            className={clsx(
              "flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-sm",
              isHere(href) ? "bg-accent-soft font-semibold" : "text-soft hover:bg-sunk hover:text-ink",
            )}
          >
            <Icon aria-hidden className="size-4" />
            {name}
            {name === "Documents" && working > 0 && (
              <span className="ml-auto rounded-full bg-sunk px-2 text-xs tabular-nums">{working} in work</span>
            )}
          </Link>
        ))}
      </nav>
      <ConversationList />
      <div className="flex items-center gap-0.5 border-t px-2 py-1.5">
        {keeping.map(({ href, name, Icon }) => (
          <Link
            key={href}
            href={href}
            aria-current={isHere(href) ? "page" : undefined}
            className="flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-soft text-sm hover:bg-sunk hover:text-ink aria-[current]:text-ink"
          >
            <Icon aria-hidden className="size-4" />
            {name}
          </Link>
        ))}
        <span className="flex-1" />
        <ThemeToggle />
      </div>
    </div>
  );
}

/** The same rail behind a button where there is no room for it. */
export function RailDrawer() {
  const { begin } = useConversations();
  const pathname = usePathname();
  // Open on one page only: going to another closes it.
  const [openOn, setOpenOn] = useState<string | null>(null);
  return (
    <header className="flex h-13 shrink-0 items-center gap-1 border-b px-2 lg:hidden">
      <Dialog.Root open={openOn === pathname} onOpenChange={(open) => setOpenOn(open ? pathname : null)}>
        <Dialog.Trigger asChild>
          <Button icon aria-label="Menu">
            <MenuIcon aria-hidden className="size-5" />
          </Button>
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
          <Dialog.Content
            aria-describedby={undefined}
            className="fixed inset-y-0 left-0 z-50 w-[min(19rem,85vw)] border-r shadow-xl"
          >
            <Dialog.Title className="sr-only">Menu</Dialog.Title>
            <Rail />
            <Dialog.Close asChild>
              <Button icon aria-label="Close menu" className="absolute top-2 -right-11 bg-sheet">
                <X aria-hidden className="size-5" />
              </Button>
            </Dialog.Close>
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
      <span className="flex-1">
        <Wordmark />
      </span>
      <Button icon aria-label="New question" onClick={begin}>
        <Plus aria-hidden className="size-5" />
      </Button>
    </header>
  );
}
