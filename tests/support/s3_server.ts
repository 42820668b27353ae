/** What a client of an object storage has to know. */
export interface S3Access {
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly keyId: string;
  readonly secret: string;
}

/**
 * An object storage on loopback, with an empty bucket: `s3rver`, in memory. It has a worker, for its timers are its own.
 */
export class S3Server implements AsyncDisposable {
  readonly access: S3Access;
  readonly #worker: Worker;

  private constructor(worker: Worker, port: number) {
    this.#worker = worker;
    this.access = {
      endpoint: `http://127.0.0.1:${port}`,
      bucket: "files",
      region: "us-east-1",
      keyId: "S3RVER",
      secret: "S3RVER",
    };
  }

  static async open(): Promise<S3Server> {
    const worker = new Worker(new URL("s3_worker.ts", import.meta.url), { type: "module" });
    const started = Promise.withResolvers<number>();
    worker.onmessage = ({ data: port }) => started.resolve(port);
    worker.onerror = ({ message }) => started.reject(new Error(message));
    return new S3Server(worker, await started.promise);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#worker.terminate();
    return Promise.resolve();
  }
}
