/** A buffer begins with so many bytes, for most uploads are small. */
const firstBytes = 64 * 1024;

/**
 * Cuts a stream of any pieces into chunks of one length, of which the last may be shorter. At most
 * one chunk and a half is in memory.
 *
 * When the source fails, what came since the last chunk is given as one more, and then the same error
 * is thrown.
 *
 * @param length Bytes of each chunk.
 * @param first Bytes of the first one; as the others unless given.
 */
export async function* chunksOf(
  source: AsyncIterable<Uint8Array>,
  { length, first = length }: { length: number; first?: number },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let wanted = first;
  let buffer = new Uint8Array(0);
  let filled = 0;
  let trouble: { readonly error: unknown } | undefined;
  const pieces = caught(source, (error) => trouble = { error });
  for await (let piece of pieces) {
    while (piece.length > 0) {
      const taken = Math.min(piece.length, wanted - filled);
      buffer = withRoom(buffer, filled, { needed: filled + taken, most: wanted });
      buffer.set(piece.subarray(0, taken), filled);
      filled += taken;
      piece = piece.subarray(taken);
      if (filled < wanted) continue;
      yield buffer;
      [buffer, filled, wanted] = [new Uint8Array(0), 0, length];
    }
  }
  if (filled > 0) yield buffer.subarray(0, filled);
  if (trouble) throw trouble.error;
}

/** Gives what a source gives; its failure is told, and looks like its end. */
async function* caught<T>(
  source: AsyncIterable<T>,
  failed: (error: unknown) => void,
): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    failed(error);
  }
}

/** The same bytes with room for more: twice as much each time, so that copying costs little. */
function withRoom(
  buffer: Uint8Array<ArrayBuffer>,
  filled: number,
  { needed, most }: { needed: number; most: number },
): Uint8Array<ArrayBuffer> {
  if (buffer.length >= needed) return buffer;
  const grown = new Uint8Array(Math.min(most, Math.max(needed, firstBytes, buffer.length * 2)));
  grown.set(buffer.subarray(0, filled));
  return grown;
}
