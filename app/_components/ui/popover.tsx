"use client";

import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";

interface Props {
  /** What it is for, for those who cannot see it. */
  label: string;
  /** One focusable element that opens it. */
  trigger: ReactNode;
  children: ReactNode;
}

/** A small window beside what opens it, for more than a menu can hold. */
export function Popover({ label, trigger, children }: Props) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[var(--radix-popover-content-available-height)] w-72 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-xl border bg-sheet p-1 shadow-black/10 shadow-lg"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
