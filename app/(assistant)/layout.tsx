import type { ReactNode } from "react";
import { Shell } from "../_components/shell/shell.tsx";
import { healthSoon, signedIn } from "./_data/session.ts";

/** What every page shows comes with its first HTML: conversations, collections, how many documents, how the model is. */
export default async function AssistantLayout({ children }: { children: ReactNode }) {
  const { web, person } = await signedIn();
  const [collections, { counts }, conversations, health] = await Promise.all([
    web.collections.list(person),
    web.documents.listPage(person, null, { limit: 1 }),
    web.conversations.list(person),
    healthSoon(),
  ]);
  return (
    <Shell figures={{ collections, counts }} conversations={conversations} health={health}>
      {children}
    </Shell>
  );
}
