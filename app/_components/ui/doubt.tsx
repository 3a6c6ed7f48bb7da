import { TriangleAlert } from "lucide-react";

/** Why a quote should be checked on its page; nothing where nothing speaks against its words. */
export function Doubt({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <span data-doubt className="mt-0.5 flex items-baseline gap-1.5 text-sm">
      <TriangleAlert aria-hidden className="size-3.5 shrink-0 translate-y-0.5 text-accent" />
      <span>{text}</span>
    </span>
  );
}
