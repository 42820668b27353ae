/**
 * Uploads that can be resumed.
 *
 * @see {@link https://tus.io/protocols/resumable-upload | tus 1.0}
 */
// The sources: what the package offers browsers first is the same for those of 2015, twice as large.
// @ts-types="tus-js-client"
import { DetailedError, Upload } from "tus-js-client/lib/browser/index.js";
import { Refusal } from "../platform/refusal.ts";
import type { Shipment, Transfer, UploadedFile, Uploader } from "./uploader.ts";

/** Bytes of one request: what proxies let through, and what may have to be sent again. */
const chunkBytes = 8 * 1024 * 1024;
/** Milliseconds that the server may take to say what it has. */
const answerMs = 15_000;
/** Milliseconds before it is asked again to forget something. */
const forgettingDelaysMs = [1_000, 5_000, 20_000];

/** Statuses of a refusal after which the same request may well succeed. */
const passing: ReadonlySet<number> = new Set([408, 409, 423, 425, 429]);

/** Brings files to the server that the page came from. */
export const tusUploader: Uploader = {
  send: (shipment) => new TusTransfer(shipment),
  find: (path) => new KnownTransfer(path),
};

class TusTransfer implements Transfer {
  readonly #shipment: Shipment;
  #url: string | undefined;
  #stopRun: () => void = () => {};
  #isAbandoned = false;

  constructor(shipment: Shipment) {
    this.#shipment = shipment;
  }

  get path(): string | undefined {
    return this.#url && new URL(this.#url).pathname;
  }

  async run(progressed: (bytes: number) => void): Promise<UploadedFile> {
    this.#stopRun();
    await this.#bring(progressed);
    return await look(this.#url!);
  }

  stop(): void {
    this.#stopRun();
  }

  abandon(): void {
    this.#isAbandoned = true;
    this.#stopRun();
    this.#forget();
  }

  /** Resolves when the server has every byte. */
  #bring(progressed: (bytes: number) => void): Promise<void> {
    const { room, content, metadata } = this.#shipment;
    const endpoint = new URL(`/api/rooms/${encodeURIComponent(room)}/files`, location.href).href;
    return new Promise((resolve, reject) => {
      const upload: Upload = new Upload(content, {
        endpoint,
        ...(this.#url !== undefined && { uploadUrl: this.#url }),
        metadata: { ...metadata },
        chunkSize: chunkBytes,
        storeFingerprintForResuming: false,
        // Whoever runs it knows better when to try again: for as long as the page is there.
        retryDelays: null,
        onUploadUrlAvailable: () => {
          this.#url = upload.url ?? undefined;
          if (this.#isAbandoned) this.#forget();
        },
        onProgress: progressed,
        onSuccess: () => resolve(),
        onError: (error) => reject(this.#understood(error)),
      });
      this.#stopRun = () => {
        void upload.abort();
        reject(new Error("The upload was stopped"));
      };
      upload.start();
    });
  }

  #understood(error: Error): Error {
    const answer = error instanceof DetailedError ? error.originalResponse : null;
    if (answer === null) return error;
    const status = answer.getStatus();
    const isCreation = (error as DetailedError).originalRequest?.getMethod() === "POST";
    if (!isCreation && (status === 404 || status === 410)) {
      // The server knows of it no more, so the next run begins anew.
      this.#url = undefined;
      return error;
    }
    return refusalOf(status, answer.getBody()) ?? error;
  }

  #forget(): void {
    if (this.#url === undefined) return;
    // What the server is not told of now it forgets by itself in a while.
    void Upload.terminate(this.#url, { retryDelays: forgettingDelaysMs }).catch(() => {});
  }
}

class KnownTransfer implements Transfer {
  #stopping = new AbortController();

  constructor(readonly path: string) {}

  async run(): Promise<UploadedFile> {
    this.#stopping = new AbortController();
    return await look(this.path, this.#stopping.signal);
  }

  stop(): void {
    this.#stopping.abort();
  }

  abandon(): void {
    this.stop();
    const url = new URL(this.path, location.href).href;
    void Upload.terminate(url, { retryDelays: forgettingDelaysMs }).catch(() => {});
  }
}

/** Asks the server for a file that is there. */
async function look(path: string, stopped?: AbortSignal): Promise<UploadedFile> {
  const late = AbortSignal.timeout(answerMs);
  const signal = stopped === undefined ? late : AbortSignal.any([late, stopped]);
  const answer = await fetch(path, { redirect: "error", signal });
  const said = await answer.text();
  if (answer.ok) return JSON.parse(said);
  throw refusalOf(answer.status, said) ??
    new Error(`Cannot read ${path}: the server answered ${answer.status}`);
}

/** What a server says that will not have it; nothing where another try may do better. */
function refusalOf(status: number, problem: string): Refusal | undefined {
  if (status < 400 || status >= 500 || passing.has(status)) return undefined;
  try {
    const { code, detail } = JSON.parse(problem);
    return new Refusal(String(code), String(detail));
  } catch {
    // A proxy's answer, which is no problem of ours; too large is what they say most often.
    return new Refusal(status === 413 ? "too_large" : "refused", `The server answered ${status}`);
  }
}
