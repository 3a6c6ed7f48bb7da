import { clsx } from "clsx";
import { DropdownMenu } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";

/** A menu that opens from `trigger` (one focusable element). */
export function Menu({
  trigger,
  children,
  align = "end",
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
}) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[min(24rem,var(--radix-dropdown-menu-content-available-height))] min-w-44 max-w-80 overflow-y-auto rounded-xl border bg-sheet p-1 shadow-black/10 shadow-lg"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export const menuItem =
  "flex w-full cursor-pointer select-none items-center gap-2 rounded-lg px-2.5 py-1.5 text-sm outline-none data-[highlighted]:bg-sunk data-[disabled]:opacity-45";

export function MenuItem({
  className,
  bad = false,
  ...rest
}: ComponentProps<typeof DropdownMenu.Item> & { bad?: boolean }) {
  return <DropdownMenu.Item {...rest} className={clsx(menuItem, bad && "text-bad", className)} />;
}
