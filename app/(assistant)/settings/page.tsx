import { METER_DAYS } from "../../_components/settings/meter-days.ts";
import { Settings } from "../../_components/settings/settings.tsx";
import { signedIn } from "../_data/session.ts";

export const metadata = { title: "Settings" };

export default async function SettingsPage() {
  const { web, person } = await signedIn();
  return <Settings name={person.name} meters={await web.meters.read(person, METER_DAYS)} />;
}
