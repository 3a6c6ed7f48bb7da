import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Person } from "../../../lib/access/index.ts";
import { FootnoteError } from "../../../lib/base/errors.ts";
import { gather, type Organisation, openOrganisation } from "../../fixtures/organisation.ts";

/**
 * Every call of every service, by everyone: what a stranger, a reader, an editor and the owner of a collection get. A call
 * that is new and has no row here fails.
 */
const roles = ["stranger", "reader", "editor", "owner"] as const;
type Who = (typeof roles)[number];
type Outcome = "ok" | "not_found" | "forbidden" | "nothing" | "conflict";

interface Row {
  /** Service and call. */
  call: string;
  expected: Record<Who, Outcome>;
  run(asked: Asked): Promise<unknown>;
}

interface Asked {
  org: Organisation;
  person: Person;
  collectionId: string;
  documentId: string;
  conversationId: string;
  answerId: string;
  comparisonId: string;
  testQuestionId: string;
}

const same = (outcome: Outcome): Record<Who, Outcome> => ({
  stranger: outcome,
  reader: outcome,
  editor: outcome,
  owner: outcome,
});
const readers: Record<Who, Outcome> = { stranger: "not_found", reader: "ok", editor: "ok", owner: "ok" };
const writers: Record<Who, Outcome> = { stranger: "not_found", reader: "forbidden", editor: "ok", owner: "ok" };
const keepers: Record<Who, Outcome> = { stranger: "not_found", reader: "forbidden", editor: "forbidden", owner: "ok" };
/** What one person made is nobody else's, whatever the roles in the collection. */
const ownersOnly: Record<Who, Outcome> = {
  stranger: "not_found",
  reader: "not_found",
  editor: "not_found",
  owner: "ok",
};
const listed: Record<Who, Outcome> = { stranger: "nothing", reader: "ok", editor: "ok", owner: "ok" };
const listedOwn: Record<Who, Outcome> = { stranger: "nothing", reader: "nothing", editor: "nothing", owner: "ok" };

const question = "How long does the warranty last?";
const failed = { status: "failed" as const };

const rows: Row[] = [
  {
    call: "collections.list",
    expected: listed,
    run: ({ org, person }) => org.services.collections.list(person),
  },
  {
    call: "collections.create",
    expected: same("ok"),
    run: ({ org, person }) => org.services.collections.create(person, "Mine"),
  },
  {
    call: "collections.rename",
    expected: keepers,
    run: ({ org, person, collectionId }) => org.services.collections.rename(person, collectionId, "Renamed"),
  },
  {
    call: "collections.remove",
    // It still holds a document: whoever may remove it is told so.
    expected: { ...keepers, owner: "conflict" },
    run: ({ org, person, collectionId }) => org.services.collections.remove(person, collectionId),
  },
  {
    call: "documents.get",
    expected: readers,
    run: ({ org, person, documentId }) => org.services.documents.get(person, documentId),
  },
  {
    call: "documents.list",
    expected: readers,
    run: ({ org, person, collectionId }) => org.services.documents.list(person, collectionId),
  },
  {
    call: "documents.file",
    expected: readers,
    async run({ org, person, documentId }) {
      const { stream } = await org.services.documents.file(person, documentId);
      stream.destroy();
      return "a file";
    },
  },
  {
    call: "documents.page",
    expected: readers,
    run: ({ org, person, documentId }) => org.services.documents.page(person, documentId, 1),
  },
  {
    call: "documents.upload",
    expected: writers,
    run: ({ org, person, collectionId }) =>
      org.services.documents.upload(person, collectionId, {
        name: `${person.id}.txt`,
        body: (async function* () {
          yield new TextEncoder().encode(`A note of ${person.id}.`);
        })(),
        length: null,
      }),
  },
  {
    call: "documents.cancel",
    expected: writers,
    run: ({ org, person, documentId }) => org.services.documents.cancel(person, documentId),
  },
  {
    call: "documents.retry",
    expected: writers,
    async run({ org, person, documentId }) {
      await org.catalog.documents.update(documentId, failed);
      return org.services.documents.retry(person, documentId);
    },
  },
  {
    call: "documents.changes",
    expected: listed,
    async run({ org, person, documentId }) {
      // The change that is asked about, then one of an own document, after which nothing more is waited for.
      const own = await org.services.collections.create(person, "Own");
      const marker = await org.document(own.id, "own.txt", [`A note of ${person.id}.`]);
      const stop = new AbortController();
      const listening = await org.services.documents.changes(person, stop.signal);
      const changes = listening[Symbol.asyncIterator]();
      const first = changes.next();
      await org.catalog.documents.update(documentId, { pagesDone: 7 });
      await org.catalog.documents.update(marker, { pagesDone: 7 });
      const seen: string[] = [];
      for (let next = await first; !next.done; next = await changes.next()) {
        seen.push(next.value.record.id);
        if (next.value.record.id === marker) break;
      }
      stop.abort();
      return seen.filter((id) => id !== marker);
    },
  },
  {
    call: "documents.follow",
    expected: readers,
    async run({ org, person, documentId }) {
      const stop = new AbortController();
      const states = await org.services.documents.follow(person, documentId, stop.signal);
      return gather(states).finally(() => stop.abort());
    },
  },
  {
    call: "documents.listPage",
    expected: readers,
    run: ({ org, person, collectionId }) => org.services.documents.listPage(person, collectionId),
  },
  {
    call: "documents.remove",
    expected: writers,
    run: ({ org, person, documentId }) => org.services.documents.remove(person, documentId),
  },
  {
    call: "search.find",
    expected: readers,
    run: ({ org, person, collectionId }) =>
      org.services.search.find(person, { q: "warranty", collection: [collectionId], limit: 5 }),
  },
  {
    call: "search.findEvidence",
    expected: readers,
    run: ({ org, person, collectionId }) =>
      org.services.search.findEvidence(person, { q: question, collection: [collectionId], limit: 5 }),
  },
  {
    call: "answers.ask",
    expected: readers,
    async run({ org, person, collectionId }) {
      const asked = { question, collectionIds: [collectionId] };
      return gather(await org.services.answers.ask(person, asked, new AbortController()));
    },
  },
  {
    call: "answers.stop",
    expected: ownersOnly,
    run: ({ org, person, answerId }) => org.services.answers.stop(person, answerId),
  },
  {
    call: "answers.answerNow",
    // This model cannot be told, which says nothing about the answer.
    expected: same("conflict"),
    run: ({ org, person, answerId }) => org.services.answers.answerNow(person, answerId),
  },
  {
    call: "conversations.list",
    expected: listedOwn,
    run: ({ org, person }) => org.services.conversations.list(person),
  },
  {
    call: "conversations.unanswered",
    expected: same("nothing"),
    run: ({ org, person }) => org.services.conversations.unanswered(person),
  },
  {
    call: "conversations.get",
    expected: ownersOnly,
    run: ({ org, person, conversationId }) => org.services.conversations.get(person, conversationId),
  },
  {
    call: "conversations.answer",
    expected: ownersOnly,
    run: ({ org, person, answerId }) => org.services.conversations.answer(person, answerId),
  },
  {
    call: "conversations.rename",
    expected: ownersOnly,
    run: ({ org, person, conversationId }) => org.services.conversations.rename(person, conversationId, "Other"),
  },
  {
    call: "conversations.remove",
    expected: ownersOnly,
    run: ({ org, person, conversationId }) => org.services.conversations.remove(person, conversationId),
  },
  {
    call: "comparisons.candidates",
    expected: same("ok"),
    run: ({ org, person }) => org.services.comparisons.candidates(person),
  },
  {
    call: "comparisons.compare",
    expected: readers,
    async run({ org, person, collectionId, answerId }) {
      const asked = { question, left: "loaded", right: "earlier", earlierAnswerId: answerId } as const;
      await org.services.comparisons.compare(
        person,
        { ...asked, collectionIds: [collectionId], earlierAnswerId: await ownAnswer(org, person, answerId) },
        new AbortController(),
      );
      return "compared";
    },
  },
  {
    call: "comparisons.list",
    expected: listedOwn,
    run: ({ org, person }) => org.services.comparisons.list(person),
  },
  {
    call: "comparisons.totals",
    expected: same("nothing"),
    run: ({ org, person }) => org.services.comparisons.totals(person),
  },
  {
    call: "comparisons.get",
    expected: ownersOnly,
    run: ({ org, person, comparisonId }) => org.services.comparisons.get(person, comparisonId),
  },
  {
    call: "comparisons.prefer",
    expected: ownersOnly,
    run: ({ org, person, comparisonId }) => org.services.comparisons.prefer(person, comparisonId, "left"),
  },
  {
    call: "comparisons.remove",
    expected: ownersOnly,
    run: ({ org, person, comparisonId }) => org.services.comparisons.remove(person, comparisonId),
  },
  {
    call: "testQuestions.list",
    expected: listedOwn,
    run: ({ org, person }) => org.services.testQuestions.list(person),
  },
  {
    call: "testQuestions.jsonLines",
    expected: listedOwn,
    run: ({ org, person }) => org.services.testQuestions.jsonLines(person),
  },
  {
    call: "testQuestions.keep",
    expected: ownersOnly,
    run: ({ org, person, answerId }) => org.services.testQuestions.keep(person, answerId),
  },
  {
    call: "testQuestions.remove",
    expected: ownersOnly,
    run: ({ org, person, testQuestionId }) => org.services.testQuestions.remove(person, testQuestionId),
  },
  {
    call: "meters.read",
    expected: listed,
    run: async ({ org, person }) => (await org.services.meters.read(person, 30)).collections,
  },
  {
    call: "health.read",
    expected: same("ok"),
    run: ({ org, person }) => org.services.health.read(person),
  },
  {
    call: "keys.create",
    expected: same("ok"),
    run: ({ org, person }) => org.services.keys.create(person, "laptop"),
  },
  { call: "keys.list", expected: listedOwn, run: ({ org, person }) => org.services.keys.list(person) },
  {
    call: "keys.revoke",
    expected: ownersOnly,
    async run({ org, person }) {
      const [key] = await org.catalog.keys.list("owner");
      return org.services.keys.revoke(person, key?.id ?? "");
    },
  },
];

/** Calls that are no person's: how one is found, and the end of the process. */
const noPerson = [
  "people.signedIn",
  "people.signedInOrNull",
  "people.usesKey",
  "people.handleSignIn",
  "answers.stopAll",
  "comparisons.stopAll",
];
/** The models are everyone's to see and an administrator's to change; their own tests are in models.test.ts. */
const elsewhere = /^models\./;

/** Comparing takes an earlier answer of one's own. */
async function ownAnswer(org: Organisation, person: Person, answerId: string): Promise<string> {
  const found = await org.catalog.conversations.answer(answerId, "owner");
  if (found === null) throw new Error("the owner's answer is gone");
  const conversationId = await org.catalog.conversations.create(person.id, "own");
  const copy = { ...found, id: `copy-${person.id}`, conversationId };
  await org.catalog.conversations.keep(copy, person.id);
  return copy.id;
}

let asked: Omit<Asked, "person">;
let people: Record<Who, Person>;

async function open(): Promise<void> {
  const org = await openOrganisation();
  people = {
    stranger: await org.person("stranger"),
    reader: await org.person("reader"),
    editor: await org.person("editor"),
    owner: await org.person("owner"),
  };
  const { owner } = people;
  const { id: collectionId } = await org.services.collections.create(owner, "Papers");
  await org.services.collections.create(owner, "Second");
  await org.grant(people.reader, collectionId, "reader");
  await org.grant(people.editor, collectionId, "editor");
  const documentId = await org.document(collectionId, "warranty.txt", [
    "The warranty lasts twelve months from delivery. It covers parts and labour in all countries.",
  ]);
  const stream = await org.services.answers.ask(owner, { question }, new AbortController());
  const finish = (await gather(stream)).at(-1);
  if (finish?.type !== "finish") throw new Error("the answer did not finish");
  const { answer } = finish;
  const side = (name: string) => ({ name, answer });
  const comparison = await org.catalog.comparisons.keep(
    { question, left: side("one"), right: side("two"), earlier: false },
    owner.id,
  );
  const kept = await org.services.testQuestions.keep(owner, answer.id);
  await org.services.keys.create(owner, "laptop");
  asked = {
    org,
    collectionId,
    documentId,
    conversationId: answer.conversationId,
    answerId: answer.id,
    comparisonId: comparison.id,
    testQuestionId: kept.id,
  };
}

async function outcomeOf(row: Row, person: Person): Promise<Outcome> {
  try {
    const result = await row.run({ ...asked, person });
    const isEmpty = result === "" || (Array.isArray(result) && result.length === 0);
    return isEmpty ? "nothing" : "ok";
  } catch (error) {
    if (error instanceof FootnoteError && ["not_found", "forbidden", "conflict"].includes(error.code))
      return error.code as Outcome;
    throw error;
  }
}

describe("who gets what of every service", () => {
  beforeAll(open);
  afterAll(() => asked.org.close());

  test("every call of every service has a row", () => {
    const calls = Object.entries(asked.org.services).flatMap(([service, made]) =>
      Object.keys(made).map((call) => `${service}.${call}`),
    );
    const known = new Set([...rows.map(({ call }) => call), ...noPerson]);
    expect(calls.filter((call) => !known.has(call) && !elsewhere.test(call))).toEqual([]);
    expect([...known].filter((call) => !calls.includes(call))).toEqual([]);
  });
});

describe("by role", () => {
  // Each row has an organisation of its own: calls that delete come between others.
  for (const row of rows) {
    test(`${row.call}: ${roles.map((role) => `${role} ${row.expected[role]}`).join(", ")}`, async () => {
      const seen: Partial<Record<Who, Outcome>> = {};
      for (const role of roles) {
        await open();
        seen[role] = await outcomeOf(row, people[role]).finally(() => asked.org.close());
      }
      expect(seen).toEqual(row.expected);
    });
  }
});

describe("a stranger is told the same of what is hidden and of what is not there", () => {
  beforeAll(open);
  afterAll(() => asked.org.close());

  const pairs: [string, (asked: Asked, id: string) => Promise<unknown>, (asked: Asked) => string][] = [
    ["a document", ({ org, person }, id) => org.services.documents.get(person, id), (a) => a.documentId],
    ["a page", ({ org, person }, id) => org.services.documents.page(person, id, 1), (a) => a.documentId],
    ["a file", ({ org, person }, id) => org.services.documents.file(person, id), (a) => a.documentId],
    ["a list", ({ org, person }, id) => org.services.documents.list(person, id), (a) => a.collectionId],
    ["a conversation", ({ org, person }, id) => org.services.conversations.get(person, id), (a) => a.conversationId],
    ["an answer", ({ org, person }, id) => org.services.conversations.answer(person, id), (a) => a.answerId],
    ["a comparison", ({ org, person }, id) => org.services.comparisons.get(person, id), (a) => a.comparisonId],
    [
      "a search",
      ({ org, person }, id) => org.services.search.find(person, { q: "x", collection: [id], limit: 1 }),
      (a) => a.collectionId,
    ],
    [
      "a question",
      ({ org, person }, id) =>
        org.services.answers.ask(person, { question, collectionIds: [id] }, new AbortController()),
      (a) => a.collectionId,
    ],
  ];
  for (const [what, call, idOf] of pairs) {
    test(what, async () => {
      const stranger = { ...asked, person: people.stranger };
      const refusal = (id: string) =>
        call(stranger, id).then(
          () => null,
          (error: FootnoteError) => ({ code: error.code, message: error.message, hint: error.hint }),
        );
      const hidden = await refusal(idOf(stranger));
      expect(hidden).not.toBeNull();
      expect(hidden).toEqual(await refusal("00000000-0000-4000-8000-000000000000"));
    });
  }
});
