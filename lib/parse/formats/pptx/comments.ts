import { type DraftBlock, tidyCell } from "../draft.ts";
import { attribute, child, descendants, type Element, textOf } from "../xml.ts";

/** Comments on a slide, of both kinds that PowerPoint writes, each with who wrote it. */
export function readComments(root: Element | null, authors: Element | null): DraftBlock[] {
  const names = new Map<string, string>();
  for (const author of [
    ...descendants(authors ?? undefined, "cmAuthor"),
    ...descendants(authors ?? undefined, "author"),
  ])
    names.set(attribute(author, "id") ?? "", attribute(author, "name") ?? "");
  const comments = ["cm", "reply"].flatMap((name) => descendants(root ?? undefined, name));
  return comments.flatMap((comment): DraftBlock[] => {
    const own = child(comment, "text") ?? child(comment, "txBody");
    const text = tidyCell(own?.name === "text" ? textOf(own) : descendants(own, "t").map(textOf).join(""));
    const by = names.get(attribute(comment, "authorId") ?? "") ?? "";
    const date = (attribute(comment, "dt") ?? attribute(comment, "created") ?? "").slice(0, 10);
    const head = ["Comment", by === "" ? "" : ` by ${by}`, date === "" ? "" : `, ${date}`].join("");
    return text === "" ? [] : [{ kind: "note", text: `${head}: ${text}` }];
  });
}
