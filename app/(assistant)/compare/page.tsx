import { Compare } from "../../_components/compare/compare.tsx";
import { signedIn } from "../_data/session.ts";

export const metadata = { title: "Compare" };

export default async function ComparePage() {
  const { web, person } = await signedIn();
  const [candidates, comparisons, totals] = await Promise.all([
    web.comparisons.candidates(person),
    web.comparisons.list(person),
    web.comparisons.totals(person),
  ]);
  return <Compare initial={{ ...candidates, comparisons, totals }} />;
}
