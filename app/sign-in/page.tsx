import { Wordmark } from "../_components/shell/wordmark.tsx";

export const metadata = { title: "Sign in" };

/** There is no password: a one-time link is printed where Footnote was started. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<{ error?: string }> }) {
  const { error } = await searchParams;
  return (
    <main className="grid min-h-dvh place-items-center overflow-y-auto p-6">
      <div className="w-full max-w-md">
        <Wordmark />
        <h1 className="mt-6 text-balance font-serif text-3xl leading-tight">Sign in with the link from the terminal</h1>
        {error !== undefined && (
          <p role="alert" className="mt-4 rounded-xl bg-warn-soft px-3.5 py-2.5 text-warn">
            That link has been used already or is too old.
          </p>
        )}
        <p className="mt-3 text-pretty text-soft">
          When Footnote starts it prints a link that signs you in once. Open that link in this browser. A link that was
          used or has grown old does not work again; print a new one with:
        </p>
        <pre className="mt-4 overflow-x-auto rounded-xl bg-sunk px-4 py-3 font-mono text-sm">
          npm run footnote -- link
        </pre>
      </div>
    </main>
  );
}
