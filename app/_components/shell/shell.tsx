"use client";

import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { ConversationsProvider } from "../conversations/conversations-context.tsx";
import { HealthProvider } from "../data/health-context.tsx";
import type { ConversationRecord, Health } from "../data/records.ts";
import { type LibraryFigures, LibraryProvider } from "../library/library-context.tsx";
import { UploadProvider } from "../library/upload-context.tsx";
import { useMedia } from "../ui/use-media.ts";
import { useLinkedTarget } from "../viewer/use-linked-target.ts";
import { useViewer, ViewerProvider } from "../viewer/viewer-context.tsx";
import { DropZone } from "./drop-zone.tsx";
import { Rail, RailDrawer } from "./rail.tsx";
import { useShortcuts } from "./use-shortcuts.ts";

/** Fetched when the first document is opened: reading PDFs takes more than all the rest. */
const Viewer = dynamic(() => import("../viewer/viewer.tsx").then(({ Viewer }) => Viewer), { ssr: false });

interface Props {
  figures: LibraryFigures;
  conversations: ConversationRecord[];
  health: Health | null;
  children: ReactNode;
}

/** Everything that outlives a page: data above, rail to the left, the open document to the right. */
export function Shell({ figures, conversations, health, children }: Props) {
  return (
    <HealthProvider initial={health}>
      <LibraryProvider initial={figures}>
        <UploadProvider>
          <ConversationsProvider initial={conversations}>
            <ViewerProvider>
              <Panes>{children}</Panes>
            </ViewerProvider>
          </ConversationsProvider>
        </UploadProvider>
      </LibraryProvider>
    </HealthProvider>
  );
}

function Panes({ children }: { children: ReactNode }) {
  const { target } = useViewer();
  const wide = useMedia("(min-width: 768px)");
  useShortcuts();
  useLinkedTarget();
  // On a phone the document lies over everything, so what is beneath takes no focus.
  const covered = target !== null && !wide;
  return (
    <div className="relative flex h-dvh overflow-clip">
      <a
        href="#main"
        className="sr-only z-50 rounded-lg bg-accent px-3 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the page
      </a>
      <aside aria-label="Sidebar" className="hidden w-66 shrink-0 border-r lg:block" inert={covered}>
        <Rail />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col" inert={covered}>
        <RailDrawer />
        <main id="main" className="min-h-0 flex-1">
          {children}
        </main>
      </div>
      {target !== null && <Viewer />}
      <DropZone />
    </div>
  );
}
