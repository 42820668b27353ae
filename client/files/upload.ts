import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import { retryDelayMs } from "../connection/backoff.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Surroundings } from "../platform/surroundings.ts";
import type { Transfer, UploadedFile, Uploader } from "./uploader.ts";

/** How far a file has come. */
export type UploadState =
  /** Others are sent first. */
  | { readonly kind: "waiting" }
  /** It is being read, and made ready. */
  | { readonly kind: "preparing" }
  /** `share` of it has left, 0 to 1. */
  | { readonly kind: "sending"; readonly share: number }
  /** There is no way to the server; it goes on by itself. */
  | { readonly kind: "paused"; readonly share: number }
  | { readonly kind: "done"; readonly file: UploadedFile; readonly thumbnail?: string }
  | { readonly kind: "failed"; readonly failure: Refusal };

/** A file as it is sent. */
export interface PreparedFile {
  readonly content: Blob;
  /** Of a picture or film, as it is shown, in pixels; of pictures the server finds it out by itself. */
  readonly width?: number;
  readonly height?: number;
  /** A smaller picture of it, with the name that it is sent under. */
  readonly thumbnail?: { readonly name: string; readonly content: Blob };
}

/** What is to be sent. */
export interface UploadSource {
  readonly name: string;
  /** The room it is for, as it is called when the upload begins. */
  room(): string;
  /** @throws {Refusal} when it cannot be read. */
  prepare(): Promise<PreparedFile>;
  /** Where the server tells of it, when it was brought there earlier: nothing is sent then. */
  readonly path?: string;
}

/** What an {@linkcode Upload} needs from outside. */
export interface UploadParts {
  readonly clock: Clock;
  /** Says when the network or the reader is back. */
  readonly surroundings: Surroundings;
  readonly uploader: Uploader;
  /** A number from 0 up to, not including, 1. */
  random(): number;
}

/** Milliseconds without a byte after which a connection counts as dead. */
const silenceMs = 60_000;
/** The same when the network or the reader is back. */
const silenceOnReturnMs = 5_000;

/**
 * One file on its way to the server. It goes on through cut networks and restarts of the server for
 * as long as the page is there; only a refusal ends it.
 */
export class Upload {
  readonly #source: UploadSource;
  readonly #parts: UploadParts;
  readonly #state = signal<UploadState>({ kind: "waiting" });
  #prepared: PreparedFile | undefined;
  #thumbnail: Transfer | undefined;
  #thumbnailId: string | undefined;
  #transfer: Transfer | undefined;
  #lastProgressMs = 0;
  #isCancelled = false;
  /** Cuts a wait short. */
  #wake: () => void = () => {};
  /** Ends an attempt from which nothing was heard for so long, Unix milliseconds; so does a timer. */
  #giveUp: (silenceMs: number) => void = () => {};

  /** Nothing is sent yet, see {@linkcode run}. */
  constructor(source: UploadSource, parts: UploadParts) {
    this.#source = source;
    this.#parts = parts;
  }

  /** How far it has come. */
  get state(): ReadonlySignal<UploadState> {
    return this.#state;
  }

  /** Where the server tells of the file, once it is there. */
  get path(): string | undefined {
    return this.#transfer?.path;
  }

  /** It is to be run once more, after it failed. */
  reset(): void {
    if (this.#state.peek().kind === "failed") this.#state.value = { kind: "waiting" };
  }

  /** Sends it; resolves when that has come to an end, a good one or not. */
  async run(): Promise<void> {
    if (this.#isCancelled) return;
    const stopWatching = this.#parts.surroundings.watch((change) => {
      if (change !== "offline") this.goOn();
    });
    try {
      const file = await this.#send();
      const thumbnail = this.#thumbnailId;
      this.#enter({ kind: "done", file, ...(thumbnail !== undefined && { thumbnail }) });
    } catch (error) {
      const failure = error instanceof Refusal ? error : new Refusal("unreadable", String(error));
      this.#enter({ kind: "failed", failure });
    } finally {
      stopWatching();
    }
  }

  /** There is a way to the server again, as far as is known: waits no longer. */
  goOn(): void {
    this.#wake();
    this.#giveUp(silenceOnReturnMs);
  }

  /** Nobody wants it any more: what the server has of it is to go. */
  cancel(): void {
    this.#isCancelled = true;
    this.#thumbnail?.abandon();
    this.#transfer?.abandon();
    this.#wake();
  }

  async #send(): Promise<UploadedFile> {
    const { path, name, room, prepare } = this.#source;
    const { uploader } = this.#parts;
    if (path !== undefined) {
      this.#enter({ kind: "sending", share: 1 });
      return await this.#bring(this.#transfer ??= uploader.find(path));
    }
    this.#enter({ kind: "preparing" });
    const prepared = this.#prepared ??= await prepare();
    const { content, width, height, thumbnail } = prepared;
    if (thumbnail !== undefined) await this.#sendThumbnail(thumbnail);
    const metadata = {
      filename: name,
      ...(width !== undefined && { width: String(width) }),
      ...(height !== undefined && { height: String(height) }),
      ...(this.#thumbnailId !== undefined && { thumbnail: this.#thumbnailId }),
    };
    this.#enter({ kind: "sending", share: 0 });
    const transfer = this.#transfer ??= uploader.send({ room: room(), content, metadata });
    return await this.#bring(transfer, (bytes) => {
      this.#enter({ kind: "sending", share: Math.min(1, bytes / content.size) });
    });
  }

  async #sendThumbnail({ name, content }: { name: string; content: Blob }): Promise<void> {
    if (this.#thumbnailId !== undefined) return;
    const { room } = this.#source;
    const shipment = { room: room(), content, metadata: { filename: name } };
    this.#thumbnail ??= this.#parts.uploader.send(shipment);
    try {
      this.#thumbnailId = (await this.#bring(this.#thumbnail)).id;
    } catch (error) {
      // It goes without one; what was refused for another reason is refused for the file as well.
      if (!(error instanceof Refusal)) throw error;
    }
  }

  /** Runs a transfer until it is there or was refused. */
  async #bring(
    transfer: Transfer,
    progressed: (bytes: number) => void = () => {},
  ): Promise<UploadedFile> {
    const { clock, random } = this.#parts;
    for (let failures = 0;; failures++) {
      if (this.#isCancelled) throw new Refusal("cancelled", "It was cancelled");
      let hasProgressed = false;
      try {
        return await this.#attempt(transfer, (bytes) => {
          hasProgressed = true;
          progressed(bytes);
        });
      } catch (error) {
        if (error instanceof Refusal) throw error;
        await this.#read();
      }
      const state = this.#state.peek();
      this.#enter({ kind: "paused", share: state.kind === "sending" ? state.share : 0 });
      if (hasProgressed) failures = 0;
      const waitMs = retryDelayMs(failures, { wasDropped: true, random: random() });
      await new Promise<void>((resolve) => {
        const cancel = clock.schedule(waitMs, resolve);
        this.#wake = () => {
          cancel();
          resolve();
        };
        if (this.#isCancelled) this.#wake();
      });
    }
  }

  /** One run, unless it falls silent. */
  async #attempt(
    transfer: Transfer,
    progressed: (bytes: number) => void,
  ): Promise<UploadedFile> {
    const { clock } = this.#parts;
    let cancelTimer = () => {};
    const listen = () => {
      this.#lastProgressMs = clock.now();
      cancelTimer();
      cancelTimer = clock.schedule(silenceMs, () => transfer.stop());
    };
    this.#giveUp = (silenceMs) => {
      if (clock.now() - this.#lastProgressMs >= silenceMs) transfer.stop();
    };
    listen();
    try {
      return await transfer.run((bytes) => {
        listen();
        progressed(bytes);
      });
    } finally {
      cancelTimer();
      this.#giveUp = () => {};
    }
  }

  /** @throws {Refusal} when the file is not there any more, so that no attempt can succeed. */
  async #read(): Promise<void> {
    try {
      await this.#prepared?.content.slice(0, 1).arrayBuffer();
    } catch (cause) {
      throw new Refusal("unreadable", "The file cannot be read", { cause });
    }
  }

  #enter(state: UploadState): void {
    if (!this.#isCancelled) this.#state.value = state;
  }
}
