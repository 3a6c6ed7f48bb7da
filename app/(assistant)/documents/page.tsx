import { Documents } from "../../_components/documents/documents.tsx";
import { documentOrder, PAGE } from "../../_components/documents/list/document-order.ts";
import { signedIn } from "../_data/session.ts";

export const metadata = { title: "Documents" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The first page of the documents, in the order and of the collection that the address names; `cursor` leads to the next. */
export default async function DocumentsPage({ searchParams }: Props) {
  const { web, person } = await signedIn();
  const asked = await searchParams;
  const { collection, cursor, ...order } = documentOrder((name) => {
    const value = asked[name];
    return typeof value === "string" ? value : null;
  });
  const collections = await web.collections.list(person);
  const known = collections.some(({ id }) => id === collection) ? collection : "";
  const page = await web.documents.listPage(person, known || null, { ...order, cursor, limit: PAGE });
  return <Documents initial={{ ...order, collection: known, cursor }} page={page} />;
}
