import { Ask } from "../../../_components/ask/ask.tsx";

export default function ConversationPage() {
  return <Ask />;
}
