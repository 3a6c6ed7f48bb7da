import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

interface Props {
  open: boolean;
  onClose(): void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
}

/** A small dialog in the middle; focus is held inside and goes back afterwards. */
export function Dialog({ open, onClose, title, description, children }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 bg-black/40" />
        <Radix.Content
          className="fixed top-1/2 left-1/2 z-50 w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-2xl border bg-sheet p-5 shadow-xl"
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
        >
          <Radix.Title className="text-balance font-semibold text-base">{title}</Radix.Title>
          {description !== undefined && (
            <Radix.Description className="mt-1.5 text-pretty text-soft text-sm">{description}</Radix.Description>
          )}
          <div className="mt-4">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Asks once before something that cannot be undone. */
export function Confirm(props: Omit<Props, "children"> & { action: string; onConfirm(): void }) {
  const { action, onConfirm, ...dialog } = props;
  return (
    <Dialog {...dialog}>
      <div className="flex justify-end gap-2">
        <Button look="outline" onClick={dialog.onClose}>
          Keep
        </Button>
        <Button
          look="danger"
          onClick={() => {
            onConfirm();
            dialog.onClose();
          }}
        >
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
