/** What a stream holds, piece by piece. A reader that stops early cancels the rest, so that it is not received. */
export async function* piecesOf<Piece>(stream: ReadableStream<Piece> | null): AsyncGenerator<Piece> {
  const reader = stream?.getReader();
  if (!reader) return;
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        ended = true;
        return;
      }
      yield value;
    }
  } finally {
    if (!ended) await reader.cancel().catch(() => {});
  }
}
