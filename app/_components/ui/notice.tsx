import { clsx } from "clsx";
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

const looks = {
  plain: { box: "bg-sunk text-soft", Icon: Info },
  warn: { box: "bg-warn-soft text-warn", Icon: TriangleAlert },
  bad: { box: "bg-bad-soft text-bad", Icon: CircleAlert },
};

/** A line that says something the reader should know; `hint` says what to try. */
export function Notice(props: {
  look?: keyof typeof looks;
  children: ReactNode;
  hint?: ReactNode;
  action?: ReactNode;
  live?: boolean;
}) {
  const { box, Icon } = looks[props.look ?? "plain"];
  return (
    <div
      role={props.live ? "alert" : undefined}
      className={clsx("flex items-start gap-2.5 rounded-xl px-3.5 py-2.5 text-sm", box)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1 text-pretty">
        <div className="break-words">{props.children}</div>
        {props.hint !== undefined && <div className="mt-0.5 break-words opacity-90">{props.hint}</div>}
      </div>
      {props.action}
    </div>
  );
}
