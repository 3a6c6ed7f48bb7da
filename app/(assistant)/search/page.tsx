import { Search } from "../../_components/search/search.tsx";

export const metadata = { title: "Search" };

export default function SearchPage() {
  return <Search />;
}
