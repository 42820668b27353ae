import { computed, signal } from "@preact/signals";
import { isDirectName } from "../../lib/wire/names.ts";
import type { Person } from "../../lib/wire/messages.ts";
import type { Direct } from "./direct.ts";
import { LateOutbox } from "../outbox/late_outbox.ts";
import type { OutboxStore } from "../outbox/outbox_store.ts";
import type { Sealed } from "./sealed.ts";
import type { Socket, SocketListener } from "../platform/socket.ts";

/** What a direct room is read by over HTTP: from this device, not from the server. */
const sealedPath = /^\/api\/rooms\/(direct\.\w+)\/(?:messages|search|files)(?:\?|$)/;

/** Sealed messages, whose script comes when a direct room opens, and not before. */
export class LateSealed {
  /** Keeps what waits in direct rooms. */
  readonly outbox: OutboxStore = new LateOutbox(async () => (await this.load()).outbox);
  readonly #load: () => Promise<Sealed>;
  readonly #sealed = signal<Sealed | undefined>(undefined);
  #loading: Promise<Sealed> | undefined;

  /** @param load Gets it; called again when that failed and it is needed once more. */
  constructor(load: () => Promise<Sealed>) {
    this.#load = load;
  }

  /** It, once it is there; nothing is loaded by looking. */
  get current(): Sealed | undefined {
    return this.#sealed.value;
  }

  /** What makes a room the direct one with somebody. */
  direct(room: string, peer: Person): Direct {
    return {
      peer,
      sealed: computed(() => this.#sealed.value?.room(room)),
      account: computed(() => this.#sealed.value?.account),
    };
  }

  /** Opens the socket of a direct room; where the script does not load, that is a broken one. */
  openSocket(address: string, listener: SocketListener): Socket {
    let socket: Socket | undefined;
    let isClosed = false;
    this.load().then((sealed) => {
      if (!isClosed) socket = sealed.openSocket(address, listener);
    }).catch(() => isClosed || listener.closed(1006));
    return {
      send: (frame) => socket?.send(frame),
      close() {
        isClosed = true;
        socket?.close();
      },
    };
  }

  /**
   * Makes a reader of JSON by HTTP one that knows direct rooms.
   *
   * @param plain Asks the server.
   */
  reader(
    plain: (path: string, cutShort?: AbortSignal) => Promise<unknown>,
  ): (path: string, cutShort?: AbortSignal) => Promise<unknown> {
    return async (path, cutShort) => {
      const room = sealedPath.exec(path)?.[1] ?? "";
      return isDirectName(room) ? (await this.load()).fetchJson(path) : await plain(path, cutShort);
    };
  }

  /** Gets it. */
  load(): Promise<Sealed> {
    return this.#loading ??= this.#load().then(
      (sealed) => this.#sealed.value = sealed,
      (error) => {
        this.#loading = undefined;
        throw error;
      },
    );
  }
}
