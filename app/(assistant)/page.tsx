import { Ask } from "../_components/ask/ask.tsx";
import { newestDocuments, signedIn } from "./_data/session.ts";

interface Props {
  searchParams: Promise<{ document?: string | string[] }>;
}

/** The start: an empty conversation, of one document alone where the address names one. */
export default async function AskPage({ searchParams }: Props) {
  const { web, person } = await signedIn();
  const { document } = await searchParams;
  const [newest, about] = await Promise.all([
    newestDocuments(),
    typeof document === "string" ? web.documents.get(person, document).catch(() => null) : null,
  ]);
  return (
    <Ask
      key={about?.id}
      conversation={null}
      newest={newest}
      about={about === null ? null : { id: about.id, name: about.name }}
    />
  );
}
