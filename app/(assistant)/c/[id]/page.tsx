import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { FootnoteError } from "../../../../lib/base/errors.ts";
import { Ask } from "../../../_components/ask/ask.tsx";
import { signedIn } from "../../_data/session.ts";

interface Props {
  params: Promise<{ id: string }>;
}

const conversationOf = cache(async (id: string) => {
  const { web, person } = await signedIn();
  return web.conversations.get(person, id).catch((error: unknown) => {
    if (error instanceof FootnoteError && error.code === "not_found") notFound();
    throw error;
  });
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await conversationOf((await params).id)).title };
}

/** A conversation with its kept answers. One that is not there, or someone else's, is a page that is not there. */
export default async function ConversationPage({ params }: Props) {
  const conversation = await conversationOf((await params).id);
  return <Ask conversation={conversation} newest={[]} about={null} />;
}
