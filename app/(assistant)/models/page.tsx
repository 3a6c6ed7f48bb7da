import { Models } from "../../_components/models/models.tsx";
import { signedIn } from "../_data/session.ts";

export const metadata = { title: "Models" };

export default async function ModelsPage() {
  const { web, person } = await signedIn();
  return <Models initial={await web.models.overview(person)} />;
}
