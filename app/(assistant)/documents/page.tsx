import { Documents } from "../../_components/documents/documents.tsx";

export const metadata = { title: "Documents" };

export default function DocumentsPage() {
  return <Documents />;
}
