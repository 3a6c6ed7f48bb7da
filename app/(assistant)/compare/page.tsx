import { Compare } from "../../_components/compare/compare.tsx";

export const metadata = { title: "Compare" };

export default function ComparePage() {
  return <Compare />;
}
