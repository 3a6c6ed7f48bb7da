import { Settings } from "../../_components/settings/settings.tsx";

export const metadata = { title: "Settings" };

export default function SettingsPage() {
  return <Settings />;
}
