import type { Answer } from "../../../lib/base/types.ts";
import { toAnswerEvent } from "../data/answer-events.ts";
import { ApiError, asApiError, getJson, send, sendJson } from "../data/api.ts";
import { readEvents } from "../data/event-stream.ts";
import { type AnswerScope, type AnswerView, applyEvent, askedView, failView, keptView } from "./answer-view.ts";

/** A conversation as the page holds it. `NEW` until the server has named it. */
export interface Thread {
  title: string | null;
  answers: AnswerView[];
  state: "loading" | "ready" | ApiError;
}

export const NEW = "new";
const empty: Thread = { title: null, answers: [], state: "ready" };
const loading: Thread = { title: null, answers: [], state: "loading" };

/** A conversation as the server keeps it. */
export interface KeptConversation {
  id: string;
  title: string;
  answers: Answer[];
}

export const keptThread = ({ title, answers }: Omit<KeptConversation, "id">): Thread => ({
  title,
  answers: answers.map(keptView),
  state: "ready",
});

export interface ConversationStore {
  subscribe(listener: () => void): () => void;
  /** The conversation as it is known here, else `initial`, which must be the same object each time. */
  thread(id: string, initial?: Thread | null): Thread;
  /** Takes a conversation as the server has just given it, unless an answer in it is being written here. */
  adopt(id: string, thread: Thread): void;
  /** Fetches a conversation unless it is already here or being answered in. */
  load(id: string): void;
  ask(id: string, question: string, scope: AnswerScope): void;
  stop(id: string, key: string): void;
  /** Closes the thinking, so that the answer is written at once. */
  answerNow(id: string, key: string): void;
  forget(id: string): void;
}

/**
 * Keeps conversations, so that an answer goes on while another page is open. Listeners are told at most every 40 ms.
 * `onNamed`: a new conversation has its id. `onChange`: the list of conversations may have changed.
 */
export function createConversationStore(options: { onNamed(id: string): void; onChange(): void }): ConversationStore {
  const threads = new Map<string, Thread>();
  const listeners = new Set<() => void>();
  const running = new Map<string, AbortController>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let asked = 0;

  const tell = () => {
    if (timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      for (const listener of listeners) listener();
    }, 40);
  };
  const put = (id: string, thread: Thread) => {
    threads.set(id, thread);
    tell();
  };
  const change = (id: string, key: string, next: (view: AnswerView) => AnswerView) => {
    const thread = threads.get(id);
    if (thread === undefined) return;
    put(id, { ...thread, answers: thread.answers.map((view) => (view.key === key ? next(view) : view)) });
  };

  async function run(first: string, key: string, question: string, scope: AnswerScope, signal: AbortSignal) {
    let id = first;
    try {
      const conversation = id === NEW ? {} : { conversationId: id };
      const response = await sendJson("POST", "/answers", { question, ...scope, ...conversation }, signal);
      if (response.body === null) throw new ApiError("internal", 0, "The answer did not arrive.", "Ask again.");
      for await (const part of readEvents(response.body)) {
        const event = toAnswerEvent(part);
        if (event === null) continue;
        if (event.type === "start" && id === NEW) {
          id = event.conversationId;
          rename(NEW, id, question);
          options.onNamed(id);
        }
        change(id, key, (view) => applyEvent(view, event, Date.now()));
        if (event.type === "start") options.onChange();
      }
      await settle(id, key);
    } catch (error) {
      const failure = signal.aborted ? new ApiError("stopped", 0, "Stopped.") : asApiError(error);
      change(id, key, (view) => (view.stage === null ? view : failView(view, failure, Date.now())));
    }
    options.onChange();
  }

  /** A stream that ended without the kept answer was cut off; the answer may be kept all the same. */
  async function settle(id: string, key: string) {
    const view = threads.get(id)?.answers.find((candidate) => candidate.key === key);
    if (view === undefined || view.stage === null) return;
    const broken = new ApiError("unreachable", 0, "The connection broke off.", "Ask again.");
    if (view.answer.id === "") throw broken;
    const answer = await getJson<Answer>(`/answers/${view.answer.id}`).catch(() => null);
    if (answer === null) throw broken;
    change(id, key, (current) => applyEvent(current, { type: "finish", answer }, Date.now()));
  }

  function rename(from: string, to: string, title: string) {
    const thread = threads.get(from) ?? empty;
    threads.delete(from);
    put(to, { ...thread, title });
  }

  async function fetchThread(id: string) {
    try {
      put(id, keptThread(await getJson<KeptConversation>(`/conversations/${id}`)));
    } catch (error) {
      put(id, { ...empty, state: asApiError(error) });
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    thread: (id, initial = null) => threads.get(id) ?? initial ?? (id === NEW ? empty : loading),
    adopt(id, thread) {
      if (!threads.get(id)?.answers.some(({ stage }) => stage !== null)) put(id, thread);
    },
    load(id) {
      const thread = threads.get(id);
      if (id === NEW || (thread !== undefined && !(thread.state instanceof ApiError))) return;
      threads.set(id, loading);
      void fetchThread(id);
    },
    ask(id, question, scope) {
      asked += 1;
      const key = `asked-${asked}`;
      const thread = threads.get(id) ?? empty;
      const view = askedView(key, question, id === NEW ? "" : id, scope);
      const controller = new AbortController();
      running.set(key, controller);
      put(id, { ...thread, state: "ready", answers: [...thread.answers, view] });
      void run(id, key, question, scope, controller.signal).finally(() => running.delete(key));
    },
    stop(id, key) {
      const view = threads.get(id)?.answers.find((candidate) => candidate.key === key);
      if (view === undefined || view.stage === null) return;
      change(id, key, (current) => ({ ...current, stage: { stage: "stopping" } }));
      // Before the server has named the answer, closing the connection is the only way to stop it.
      if (view.answer.id === "") running.get(key)?.abort();
      else void send(`/answers/${view.answer.id}/stop`, { method: "POST" }).catch(() => running.get(key)?.abort());
    },
    answerNow(id, key) {
      const view = threads.get(id)?.answers.find((candidate) => candidate.key === key);
      if (view === undefined || view.cutShort || view.answer.id === "") return;
      const mark = (cutShort: boolean) => change(id, key, (current) => ({ ...current, cutShort }));
      mark(true);
      void send(`/answers/${view.answer.id}/answer-now`, { method: "POST" }).catch(() => mark(false));
    },
    forget(id) {
      for (const view of threads.get(id)?.answers ?? []) running.get(view.key)?.abort();
      threads.delete(id);
      tell();
    },
  };
}
