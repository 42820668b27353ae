/**
 * The body of a request, which can be left before its end.
 *
 * A read that waits for the sender while the request is answered waits for ever in Deno 2.8, also when the
 * connection is gone, and keeps its 64 KiB. So who may answer before the end leaves the body first.
 */
export class RequestBody {
  /** Reads nothing ahead; what cancels it waits for nothing. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  #reading: Promise<unknown> = Promise.resolve();

  /** @param request Its body is read by nobody else; where there is none, this one is empty. */
  constructor(request: Request) {
    this.#reader = (request.body ?? new Blob([]).stream()).getReader();
    let isCancelled = false;
    this.stream = new ReadableStream({
      pull: async (controller) => {
        const reading = this.#reader.read();
        this.#reading = reading.catch(() => {});
        const { done, value } = await reading;
        if (isCancelled) return;
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => void (isCancelled = true),
    }, { highWaterMark: 0 });
  }

  /** Reads no more; resolves when no read waits: the sender has sent more, or is gone. */
  async leave(): Promise<void> {
    await this.#reading;
    await this.#reader.cancel().catch(() => {});
  }
}
