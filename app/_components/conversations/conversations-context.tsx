"use client";

import { usePathname, useRouter } from "next/navigation";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { getJson, sendJson } from "../data/api.ts";
import type { ConversationRecord } from "../data/records.ts";
import {
  type ConversationStore,
  createConversationStore,
  type KeptConversation,
  keptThread,
  NEW,
  type Thread,
} from "./conversation-store.ts";

interface ConversationsContext {
  store: ConversationStore;
  conversations: ConversationRecord[];
  rename(id: string, title: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Leaves the conversation for an empty page. */
  begin(): void;
}

const Context = createContext<ConversationsContext | null>(null);

/** Conversations and the answers being written, above the pages, so that neither ends when a page is left. */
export function ConversationsProvider({ initial, children }: { initial: ConversationRecord[]; children: ReactNode }) {
  const [conversations, setConversations] = useState(initial);
  const router = useRouter();
  const pathname = usePathname();

  const refresh = useCallback(() => {
    getJson<{ conversations: ConversationRecord[] }>("/conversations")
      .then((body) => setConversations(body.conversations))
      .catch(() => undefined); // what is known stays
  }, []);

  const [store] = useState(() =>
    createConversationStore({
      // Not a navigation: the page stays as it is and only the address names the conversation.
      onNamed: (id) => {
        if (window.location.pathname === "/") window.history.replaceState(null, "", `/c/${id}`);
      },
      onChange: () => refresh(),
    }),
  );

  const value = useMemo<ConversationsContext>(() => {
    const begin = () => {
      store.forget(NEW);
      router.push("/");
    };
    return {
      store,
      conversations,
      begin,
      async rename(id, title) {
        setConversations((known) => known.map((one) => (one.id === id ? { ...one, title } : one)));
        await sendJson("PATCH", `/conversations/${id}`, { title }).finally(refresh);
      },
      async remove(id) {
        await sendJson("DELETE", `/conversations/${id}`);
        store.forget(id);
        refresh();
        if (pathname === `/c/${id}`) begin();
      },
    };
  }, [store, conversations, router, refresh, pathname]);

  return <Context value={value}>{children}</Context>;
}

export function useConversations(): ConversationsContext {
  const value = useContext(Context);
  if (value === null) throw new Error("useConversations needs ConversationsProvider above it");
  return value;
}

/** The conversation that the address names, and its thread: as it came with the page, then as it is kept up to date here. */
export function useThread(kept: KeptConversation | null): { id: string; thread: Thread } {
  const { store } = useConversations();
  const id = /^\/c\/([^/]+)/.exec(usePathname())?.[1] ?? NEW;
  const initial = useMemo(() => (kept !== null && kept.id === id ? keptThread(kept) : null), [kept, id]);
  useEffect(() => {
    if (initial === null) store.load(id);
    else store.adopt(id, initial);
  }, [store, id, initial]);
  const read = () => store.thread(id, initial);
  return { id, thread: useSyncExternalStore(store.subscribe, read, read) };
}
