import { AwsV4Signer } from "aws4fetch";
import type { Clock } from "../clock.ts";
import { OperatorError } from "../errors.ts";
import { Patience } from "./patience.ts";
import { isNoSuchKey, S3Error } from "./s3_errors.ts";
import type { S3Listing } from "./s3_listing.ts";
import { parseErrorCode, parseListing } from "./s3_listing.ts";

/** Which bucket, and who asks. */
export interface S3BucketOptions {
  /** Address of the service, as `https://s3.example.org`. The bucket's name comes behind it. */
  endpoint: string;
  bucket: string;
  region: string;
  keyId: string;
  /** It is never shown. */
  secret: string;
  clock: Clock;
  /** How long to wait before each further try, when what failed may pass. */
  retryDelaysMs: readonly number[];
}

/** A part of an object. */
export interface S3Range {
  readonly start: number;
  /** Byte behind the last one. */
  readonly end: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** A request without what every request has. */
export interface S3Demand {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** `""` for the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Not signed: proxies and services may change these on the way. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Storages want to know the length beforehand, which `fetch` says of bytes only, not of streams. */
  readonly body?: Uint8Array<ArrayBuffer>;
}

/** What was answered to an {@linkcode S3Demand}, to its end. */
export interface S3Answer {
  readonly headers: Headers;
  readonly text: string;
}

const patienceMs = 30_000;
/** What is sent may take longer: bytes for each millisecond, on a slow line. */
const slowRate = 64;
/** The longest answers, lists of 1,000 keys, are much shorter. */
const maxAnswerBytes = 4 * 2 ** 20;

/** A bucket of an object storage, in the words of S3. Everything rejects with an {@linkcode S3Error}. */
export class S3Bucket {
  readonly #options: S3BucketOptions;
  readonly #base: string;
  /** Signing keys, one a day. */
  readonly #signingKeys = new Map<string, ArrayBuffer>();
  readonly #client: Deno.HttpClient;
  /** Ends what still goes on. */
  readonly #calls = new Set<Patience>();
  #isClosed = false;

  /** @throws {OperatorError} when the address cannot be used. */
  constructor(options: S3BucketOptions) {
    this.#options = options;
    this.#base = baseOf(options);
    this.#client = Deno.createHttpClient({});
  }

  /** Where it is, without secrets. */
  get place(): string {
    return this.#base;
  }

  /** The size of an object in bytes; `undefined` when there is none. */
  async size(key: string): Promise<number | undefined> {
    try {
      const { headers } = await this.send({ method: "HEAD", key });
      const length = headers.get("content-length") ?? "";
      if (!/^\d+$/.test(length)) throw new S3Error("NoLength", { status: 200 });
      return Number(length);
    } catch (error) {
      if (isNoSuchKey(error)) return undefined;
      throw error;
    }
  }

  /** Makes an object, or replaces it, in one step. */
  async put(key: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.send({ method: "PUT", key, body });
  }

  /**
   * Reads a part of an object; what is behind its end is left out.
   *
   * @throws {S3Error} with `status` 404 when it is not there.
   */
  async *read(
    key: string,
    { start, end, signal }: S3Range,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    if (start >= end) return;
    using call = this.#call();
    const stop = () => call.end();
    signal?.addEventListener("abort", stop);
    try {
      const headers = { range: `bytes=${start}-${end - 1}` };
      const response = await this.#ask({ method: "GET", key, headers }, call);
      const range = response.headers.get("content-range") ?? "";
      if (response.status !== 206 || !range.startsWith(`bytes ${start}-`)) {
        await response.body?.cancel();
        throw new S3Error("NoRange", { status: response.status });
      }
      let left = end - start;
      for await (const piece of this.#pieces(response, call)) {
        // There are servers that send more than the range.
        if (left <= 0) return;
        yield piece.subarray(0, left);
        left -= piece.length;
      }
    } catch (error) {
      // The part lies behind the end.
      if (!(error instanceof S3Error) || error.status !== 416) throw error;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  /** Removes an object, if it is there. */
  async remove(key: string): Promise<void> {
    try {
      await this.send({ method: "DELETE", key });
    } catch (error) {
      if (!isNoSuchKey(error)) throw error;
    }
  }

  /**
   * Lists objects whose keys begin with `prefix`, in the order of their keys: a page of them.
   *
   * @param token What the page before gave as `next`.
   */
  async list(prefix: string, token?: string): Promise<S3Listing> {
    const query = {
      "list-type": "2",
      prefix,
      ...(token !== undefined && { "continuation-token": token }),
    };
    const { text } = await this.send({ method: "GET", key: "", query });
    return parseListing(text);
  }

  /** Asks for something whose answer is short. */
  async send(demand: S3Demand): Promise<S3Answer> {
    using call = this.#call();
    const response = await this.#ask(demand, call);
    return { headers: response.headers, text: await this.#text(response, call) };
  }

  /** Ends all calls. May be called twice. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const call of this.#calls) call.end();
    this.#client.close();
  }

  #call(): Patience {
    if (this.#isClosed) throw new S3Error("Closed");
    const { clock } = this.#options;
    const call = new Patience({ limitMs: patienceMs, clock, over: () => this.#calls.delete(call) });
    this.#calls.add(call);
    return call;
  }

  /** Asks until there is an answer that says yes, or until waiting makes no sense. */
  async #ask(demand: S3Demand, call: Patience): Promise<Response> {
    const { retryDelaysMs } = this.#options;
    for (let tries = 0;; tries++) {
      try {
        return await this.#askOnce(demand, call);
      } catch (error) {
        const delayMs = retryDelaysMs[tries];
        const isPassing = error instanceof S3Error && error.isPassing;
        if (!isPassing || delayMs === undefined || call.signal.aborted) throw error;
        await call.pause(delayMs);
      }
    }
  }

  async #askOnce(demand: S3Demand, call: Patience): Promise<Response> {
    const { method, body } = demand;
    const { url, headers } = await this.#sign(demand);
    const sendingMs = Math.ceil((body?.length ?? 0) / slowRate);
    const response = await this.#heard(call, () =>
      fetch(url, {
        method,
        headers,
        signal: call.signal,
        client: this.#client,
        redirect: "manual",
        ...(body && { body }),
      }), sendingMs);
    if (response.ok) return response;
    const reason = parseErrorCode(await this.#text(response, call)) ?? "Unknown";
    throw new S3Error(reason, { status: response.status });
  }

  async #sign(
    { method, key, query = {}, headers: unsigned = {}, body = new Uint8Array(0) }: S3Demand,
  ): Promise<{ url: string; headers: Headers }> {
    const { region, keyId, secret, clock } = this.#options;
    const url = new URL(key === "" ? this.#base : `${this.#base}/${key}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    // With it, the storage takes nothing else than these bytes.
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", body)).toHex();
    const signer = new AwsV4Signer({
      method,
      url: url.href,
      headers: { "x-amz-content-sha256": hash },
      accessKeyId: keyId,
      secretAccessKey: secret,
      service: "s3",
      region,
      cache: this.#signingKeys,
      datetime: new Date(clock.now()).toISOString().replaceAll(/[:-]|\.\d+/g, ""),
    });
    const { headers, url: signed } = await signer.sign();
    headers.set("accept-encoding", "identity");
    for (const [name, value] of Object.entries(unsigned)) headers.set(name, value);
    return { url: signed.href, headers };
  }

  /** What comes, piece by piece; whoever reads may be slow, the storage may not. */
  async *#pieces(response: Response, call: Patience): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const reader = response.body?.getReader();
    if (!reader) return;
    try {
      for (;;) {
        const { done, value } = await this.#heard(call, () => reader.read());
        if (done) return;
        yield value;
      }
    } finally {
      await reader.cancel().catch(() => {});
    }
  }

  async #text(response: Response, call: Patience): Promise<string> {
    const decoder = new TextDecoder();
    let text = "";
    let length = 0;
    for await (const piece of this.#pieces(response, call)) {
      text += decoder.decode(piece, { stream: true });
      length += piece.length;
      if (length > maxAnswerBytes) throw new S3Error("TooLong", { status: response.status });
    }
    return text + decoder.decode();
  }

  /** Waits for the storage, but not for ever; what the network says becomes an {@linkcode S3Error}. */
  async #heard<T>(call: Patience, work: () => Promise<T>, moreMs = 0): Promise<T> {
    call.expect(moreMs);
    try {
      return await work();
    } catch (cause) {
      if (call.signal.aborted) throw new S3Error(this.#isClosed ? "Closed" : "Silence", { cause });
      throw new S3Error(networkReason(cause), { cause });
    } finally {
      call.rest();
    }
  }
}

/** What a failed `fetch` says behind the address, which would differ from object to object. */
function networkReason(error: unknown): string {
  const { message } = error as Error;
  return /^error sending request.*?\): (.+)$/s.exec(message)?.[1] ?? message;
}

function baseOf({ endpoint, bucket }: S3BucketOptions): string {
  const url = URL.parse(endpoint);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search) {
    // It is not shown, for somebody may have put the key into it.
    const wanted = "https://HOST or http://HOST:PORT";
    throw new OperatorError(`Cannot read the address of the object storage: write it as ${wanted}`);
  }
  if (!/^[\w.-]+$/.test(bucket)) {
    throw new OperatorError(`Cannot use bucket "${bucket}": that is no name of a bucket`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}/${bucket}`;
}
