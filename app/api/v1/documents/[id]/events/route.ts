import { eventStream, serverEvent } from "../../../../../_http/event-stream.ts";
import { route } from "../../../../../_http/route.ts";

/** The document's record as it changes, until it is ready, failed or gone. */
export const GET = route<{ id: string }>(async ({ web, person, params }) => {
  const first = await web.documents.get(person, params.id);
  const stop = new AbortController();
  async function* events(): AsyncGenerator<string> {
    let record = first;
    yield serverEvent(record);
    if (record.status === "ready" || record.status === "failed") return;
    for await (const change of web.documents.changes(person, stop.signal)) {
      if (change.record.id !== params.id) continue;
      if (change.deleted) {
        yield serverEvent({ id: params.id }, "deleted");
        return;
      }
      record = change.record;
      yield serverEvent(record);
      if (record.status === "ready" || record.status === "failed") return;
    }
  }
  return eventStream(events(), { onCancel: () => stop.abort() });
});
