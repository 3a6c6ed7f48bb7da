import { eventStream, serverEvent } from "../../../_http/event-stream.ts";
import { route } from "../../../_http/route.ts";

/** Every change of a document this person may see. */
export const GET = route(async ({ web, person }) => {
  const stop = new AbortController();
  async function* events() {
    for await (const { record, deleted } of web.documents.changes(person, stop.signal)) {
      yield deleted ? serverEvent({ id: record.id }, "deleted") : serverEvent(record, "document");
    }
  }
  return eventStream(events(), { onCancel: () => stop.abort() });
});
