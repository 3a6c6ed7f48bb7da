import Link from "next/link";
import { SheetPage } from "../_components/ui/sheet-page.tsx";

export default function NotFound() {
  return (
    <SheetPage title="There is nothing here">
      <p className="mt-2 text-pretty text-soft">It may have been deleted, or it is someone else's.</p>
      <Link href="/" className="mt-3 inline-block text-accent underline underline-offset-4">
        To your documents
      </Link>
    </SheetPage>
  );
}
