import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import type { ModelRecord } from "../../../lib/models/library/index.ts";
import { count } from "../data/format.ts";
import type { ModelActions } from "./use-models.ts";
import { Variant } from "./variant.tsx";

/** One model: what it is, whether it suits this machine, the quantisation that does, and the others folded away. */
export function Family({ members, actions, fixed }: { members: ModelRecord[]; actions: ModelActions; fixed: boolean }) {
  const [first] = members;
  if (first === undefined) return null;
  const best = members.find(({ suits }) => suits) ?? first;
  const open = members.filter((model) => model === best || model.state !== "missing" || model.error !== null);
  const others = members.filter((model) => !open.includes(model));
  const { facts } = best;
  return (
    <li className="border-t py-4 first:border-t-0 first:pt-0">
      <h3 className="break-words font-serif text-[1.2rem] leading-snug">{first.family.title}</h3>
      <p className={clsx("mt-0.5 text-pretty text-sm", best.fit === "no" ? "text-warn" : "text-soft")}>
        {best.starter && "It shows that everything works; R1 answers far better. "}
        {best.reason}
      </p>
      {facts !== null && (
        <p className="text-pretty text-soft text-sm">
          {facts.name !== null && `${facts.name}: `}
          {facts.architecture}
          {facts.parameters > 0 && `, ${(facts.parameters / 1e9).toPrecision(2)} billion parameters`},{" "}
          {count(facts.layers, "layer")}, trained for {count(facts.contextLength, "token")} of context,{" "}
          {facts.chatTemplate === null ? "no chat template" : `chat template ${facts.chatTemplate}`}
          {best.address !== null && `, from ${best.address}`}.
        </p>
      )}
      <p className="text-soft text-sm">Licence: {best.licence}</p>
      <ul className="mt-2 space-y-2">
        {open.map((model) => (
          <Variant key={model.id} model={model} actions={actions} fixed={fixed} />
        ))}
      </ul>
      {others.length > 0 && (
        <details className="group mt-2">
          <summary className="inline-flex items-center gap-1 rounded text-soft text-sm hover:text-ink">
            <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
            {count(others.length, "other quantisation")}
            <span className="sr-only"> of {first.family.title}</span>
          </summary>
          <ul className="mt-2 space-y-2">
            {others.map((model) => (
              <Variant key={model.id} model={model} actions={actions} fixed={fixed} />
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
