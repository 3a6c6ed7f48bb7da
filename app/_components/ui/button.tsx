import { clsx } from "clsx";
import type { ComponentProps } from "react";

const looks = {
  solid: "bg-accent text-accent-ink hover:brightness-110 disabled:bg-sunk disabled:text-soft disabled:brightness-100",
  quiet: "text-soft hover:bg-sunk hover:text-ink disabled:opacity-45",
  outline: "border border-line-strong/60 bg-sheet hover:bg-sunk disabled:opacity-45",
  danger: "bg-bad text-sheet hover:brightness-110",
};

interface Props extends ComponentProps<"button"> {
  look?: keyof typeof looks;
  /** A square for an icon alone: give it an `aria-label`. */
  icon?: boolean;
}

export function Button({ look = "quiet", icon = false, className, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={clsx(
        "inline-flex shrink-0 select-none items-center justify-center gap-1.5 rounded-lg font-medium text-sm transition-colors",
        icon ? "size-9" : "h-9 px-3",
        looks[look],
        className,
      )}
    />
  );
}
