import { answerStream } from "../../../_http/answer-stream.ts";
import { readJson, route } from "../../../_http/route.ts";
import { answerRequest } from "../../../_http/schemas.ts";

export const POST = route(async ({ web, person, request }) => {
  const { stream, ...asked } = await readJson(request, answerRequest);
  const stop = new AbortController();
  request.signal.addEventListener("abort", () => stop.abort());
  const events = await web.answers.ask(person, asked, stop);
  if (stream !== false) return answerStream(events, () => stop.abort());
  for await (const event of events) if (event.type === "finish") return Response.json(event.answer);
  throw new Error("an answer ended without its last event");
});
