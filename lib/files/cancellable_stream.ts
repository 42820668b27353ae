/**
 * Makes a stream of a generator that may wait for long: whoever cancels the stream aborts the signal,
 * and need not wait for the next piece. Nothing runs before somebody reads.
 */
export function cancellableStream<T>(
  open: (signal: AbortSignal) => AsyncGenerator<T>,
): ReadableStream<T> {
  const controller = new AbortController();
  const pieces = open(controller.signal);
  return new ReadableStream<T>({
    async pull(stream) {
      const { done, value } = await pieces.next();
      if (done) stream.close();
      else stream.enqueue(value);
    },
    async cancel() {
      controller.abort();
      await pieces.return(undefined);
    },
  }, { highWaterMark: 0 });
}
