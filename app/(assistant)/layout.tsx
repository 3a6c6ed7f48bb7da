import { type ReactNode, Suspense } from "react";
import { Shell } from "../_components/shell/shell.tsx";

export default function AssistantLayout({ children }: { children: ReactNode }) {
  return (
    <Suspense>
      <Shell>{children}</Shell>
    </Suspense>
  );
}
