import { Search } from "../../_components/search/search.tsx";
import { RESULTS, searchedFor } from "../../_components/search/searched-for.ts";
import { refusalOf, signedIn } from "../_data/session.ts";

export const metadata = { title: "Search" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** What the address asks for is searched before the page is sent. */
export default async function SearchPage({ searchParams }: Props) {
  const { web, person } = await signedIn();
  const asked = await searchParams;
  const wanted = searchedFor((name) => {
    const value = asked[name];
    return typeof value === "string" ? value : null;
  });
  const document = wanted.document === "" ? null : await web.documents.get(person, wanted.document).catch(() => null);
  const inDocument = document === null ? null : { id: document.id, name: document.name };
  if (wanted.query.trim() === "")
    return <Search initial={wanted} result={null} refusal={null} inDocument={inDocument} />;
  const started = performance.now();
  const found = await web.search
    .find(person, {
      q: wanted.query,
      collection: wanted.collection === "" ? undefined : [wanted.collection],
      document: wanted.document === "" ? undefined : [wanted.document],
      limit: RESULTS,
      explain: wanted.explain,
    })
    .then(
      (result) => ({ result: { ...result, tookMs: performance.now() - started }, refusal: null }),
      (error: unknown) => ({ result: null, refusal: refusalOf(error) }),
    );
  return <Search initial={wanted} {...found} inDocument={inDocument} />;
}
