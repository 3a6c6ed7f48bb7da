import Link from "next/link";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center p-6 text-center">
      <div>
        <h1 className="font-serif text-3xl">There is nothing here</h1>
        <Link href="/" className="mt-3 inline-block text-accent underline underline-offset-4">
          To your documents
        </Link>
      </div>
    </main>
  );
}
