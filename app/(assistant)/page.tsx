import { Ask } from "../_components/ask/ask.tsx";

export default function AskPage() {
  return <Ask />;
}
