"use client";

import { useEffect, useRef, useState } from "react";
import type { DocumentPage } from "../../../lib/catalog/index.ts";
import { NEW } from "../conversations/conversation-store.ts";
import { useConversations } from "../conversations/conversations-context.tsx";
import { getJson } from "../data/api.ts";
import { count } from "../data/format.ts";
import type { DocumentRecord } from "../data/records.ts";
import { AddButton } from "../library/add-button.tsx";
import { useLibrary } from "../library/library-context.tsx";
import { useViewer } from "../viewer/viewer-context.tsx";

const guideQuestions = ["How do I add documents?", "How do I check an answer?", "What happens to my files?"];

/** Before the first question: what this is, and the one thing to do next. */
export function Welcome({ newest }: { newest: DocumentRecord[] }) {
  const { working, findable, ready } = useLibrary().counts;
  const { store } = useConversations();
  const onlyGuide = findable === 1;
  return (
    <div className="flex flex-1 flex-col justify-center py-10">
      <p className="max-w-[34rem] text-balance font-serif text-[2rem] leading-[1.15] tracking-tight sm:text-[2.6rem]">
        Ask your documents.
        <br />
        Check every sentence.
      </p>
      <p className="mt-4 max-w-[32rem] text-pretty text-soft">
        Answers quote your own files word for word, and each sentence carries a number that opens the page it came from.
        Nothing leaves this machine.
      </p>
      {(onlyGuide || findable === 0) && (
        <div className="mt-7 flex flex-wrap items-center gap-2">
          <AddButton look={findable === 0 ? "solid" : "outline"} />
          {onlyGuide &&
            guideQuestions.map((question) => (
              <button
                key={question}
                type="button"
                onClick={() => store.ask(NEW, question, {})}
                className="rounded-full border border-line-strong/60 bg-sheet px-3.5 py-1.5 font-serif hover:border-accent hover:bg-accent-soft"
              >
                {question}
              </button>
            ))}
          {findable === 0 && (
            <span className="text-soft text-sm">
              {working > 0
                ? "Being read now; you can ask in a moment."
                : "or drop files and folders anywhere on this page."}
            </span>
          )}
        </div>
      )}
      {findable > 1 && <Newest initial={newest} ready={ready} />}
    </div>
  );
}

/** The newest documents, each a press away from being read; asked for again when another has become ready (`ready`: how many are). */
function Newest({ initial, ready }: { initial: DocumentRecord[]; ready: number }) {
  const { open } = useViewer();
  const [newest, setNewest] = useState(initial);
  const known = useRef(ready);
  useEffect(() => {
    if (known.current === ready) return;
    known.current = ready;
    getJson<DocumentPage>("/documents?status=ready&limit=4").then(
      ({ documents }) => setNewest(documents),
      () => undefined, // those that are named stay
    );
  }, [ready]);
  if (newest.length === 0) return null;
  return (
    <section aria-label="Newest documents" className="mt-8 border-t pt-3">
      <h2 className="font-semibold text-soft text-xs">Newest documents</h2>
      <ul className="mt-1">
        {newest.map(({ id, name, coverage }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => open({ documentId: id, documentName: name, page: 1, marks: [] })}
              className="-mx-3 flex w-[calc(100%+1.5rem)] items-baseline gap-3 rounded-lg px-3 py-1.5 text-left hover:bg-sheet"
            >
              <span className="min-w-0 truncate font-serif text-[1.1rem]">{name}</span>
              {coverage.pages > 0 && (
                <span className="ml-auto shrink-0 text-soft text-sm tabular-nums">{count(coverage.pages, "page")}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
