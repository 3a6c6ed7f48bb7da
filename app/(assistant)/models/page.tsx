import { Models } from "../../_components/models/models.tsx";

export const metadata = { title: "Models" };

export default function ModelsPage() {
  return <Models />;
}
