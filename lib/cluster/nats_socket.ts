import type { ConnectionOptions, ServerInfo, Transport } from "@nats-io/nats-core";
import { checkOptions, DataBuffer, extractProtocolMessage, INFO } from "@nats-io/nats-core";
import type { Socket } from "node:net";
import { createConnection, isIP } from "node:net";
import type { TLSSocket } from "node:tls";
import { connect as startTls } from "node:tls";
import type { NatsTls } from "./nats_access.ts";

/** What a {@linkcode NatsSocket} is opened with. */
export interface DialOptions extends ConnectionOptions {
  /** Ends the connection at once, also one that is not made yet. For one connection only. */
  signal: AbortSignal;
  /** What TLS is made of; `undefined` where the server may do without. */
  tls?: NatsTls;
}

/** The line of a server that says who it is may not be longer. */
const maxInfoBytes = 65_536;

/**
 * Carries bytes to a server of NATS and back, for the library, which speaks with it.
 *
 * The library's own socket for Node stays open when a server says nothing within the time for that,
 * waits for a stuck one to read before it gives it up, and has moments in which it listens for no
 * error, so that one ends the process.
 */
export class NatsSocket implements Transport {
  readonly lang = "parley";
  readonly version = "1";
  closeError?: Error;
  #socket: Socket | undefined;
  #isEncrypted = false;
  #isClosed = false;
  /**
   * Whether the server looks at our certificate, and has not said a word since. When it hangs up then,
   * the alert that says why may be lost.
   */
  #isExamined = false;
  /** What has come and is not read yet. */
  #frames: Uint8Array[] = [];
  /** Wakes who waits for more. */
  #wake: (() => void) | undefined;
  readonly #closed = Promise.withResolvers<void | Error>();

  get isClosed(): boolean {
    return this.#isClosed;
  }

  isEncrypted(): boolean {
    return this.#isEncrypted;
  }

  /** Connects, and begins with TLS where the server or the operator wants it. */
  async connect(
    { hostname, port }: { hostname: string; port: number },
    options: ConnectionOptions,
  ): Promise<void> {
    const { signal } = options as DialOptions;
    const givenUp = () => this.#end(new Error("the connection was given up"));
    if (signal.aborted) givenUp();
    else signal.addEventListener("abort", givenUp, { once: true });
    const socket = createConnection(port, hostname);
    socket.setNoDelay(true);
    this.#use(socket);
    await this.#until(() => this.#greet(socket, hostname, options as DialOptions));
    // Nothing may be written before it is known who reads it.
    if (this.#socket !== socket) await this.#until(() => this.#isEncrypted || undefined);
  }

  send(frame: Uint8Array): void {
    if (!this.#isClosed) this.#socket?.write(frame);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      while (true) {
        const frames = this.#frames;
        this.#frames = [];
        yield* frames;
        if (this.#frames.length > 0) continue;
        if (this.#isClosed) return;
        await new Promise<void>((resolve) => this.#wake = resolve);
      }
    } finally {
      this.#end();
      // Only now: what the server said last is the reason of the end.
      this.#closed.resolve(this.closeError);
    }
  }

  /** Settles when the connection has ended and all that came is read. */
  closed(): Promise<void | Error> {
    return this.#closed.promise;
  }

  close(why?: Error): Promise<void> {
    this.#end(why);
    return Promise.resolve();
  }

  /** What the library does with a server that answers no more. */
  disconnect(): void {
    this.#end(new Error("it does not answer"));
  }

  discard(): void {
    this.#end();
  }

  #use(socket: Socket): void {
    this.#socket = socket;
    socket.on("data", (frame: Uint8Array) => {
      this.#frames.push(frame);
      this.#isExamined = false;
      this.#rouse();
    });
    socket.on("error", (why) => {
      const isRefusal = this.#isExamined && !isOurs(why) || isAlert(why);
      const refusal = "it refuses our certificate; name one that it trusts";
      this.#end(isRefusal ? new Error(refusal) : why);
    });
    socket.on("close", () => this.#end());
    if (this.#isClosed) socket.destroy();
  }

  #end(why?: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (why) this.closeError = why;
    this.#socket?.destroy();
    this.#rouse();
  }

  /** Takes the first line of the server, and begins with TLS; `undefined` until the line is there. */
  #greet(socket: Socket, host: string, options: DialOptions): true | undefined {
    const info = this.#info();
    if (!info) return undefined;
    const { tls } = options;
    checkOptions(info, options);
    if (!info.tls_required && !info.tls_available) return true;
    if (info.tls_verify && !tls?.cert) {
      throw new Error("it wants a certificate of us; name one and its key");
    }
    socket.removeAllListeners("data");
    const secured = secure(socket, host, tls);
    secured.on("secureConnect", () => {
      this.#isEncrypted = true;
      this.#isExamined = info.tls_verify === true;
      this.#rouse();
    });
    this.#use(secured);
    return true;
  }

  /** What the server says first, once it is there. It stays to be read by the library too. */
  #info(): ServerInfo | undefined {
    const read = DataBuffer.concat(...this.#frames);
    const line = extractProtocolMessage(read);
    if (line === "" && read.length <= maxInfoBytes) return undefined;
    try {
      return JSON.parse(INFO.exec(line)![1]!);
    } catch {
      throw new Error("it does not speak as NATS does; mend the address");
    }
  }

  /**
   * Waits until something is found in what has come. It is looked for at the very moment: in Deno 2.6,
   * TLS has to begin before the socket reads on.
   */
  #until<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        try {
          const found = find();
          if (found !== undefined) return resolve(found);
          if (this.#isClosed) throw this.closeError ?? new Error("it ended the connection");
          this.#wake = look;
        } catch (error) {
          reject(error);
        }
      };
      look();
    });
  }

  #rouse(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

/** Begins with TLS; the certificate has to be the host's. */
function secure(socket: Socket, host: string, tls: NatsTls | undefined): TLSSocket {
  try {
    return startTls({ ...tls, socket, servername: host });
  } catch (error) {
    // Deno 2.6 looks at this name only. Later ones take no address for it, but look at the host.
    // With neither, any certificate of `localhost` would do.
    if (isIP(host) === 0) throw error;
    return startTls({ ...tls, socket, host, servername: "" });
  }
}

/** Whether it was we who did not trust the other's certificate; so Deno 2.6 says it, after all is up. */
function isOurs({ message }: Error): boolean {
  return message.startsWith("invalid peer certificate");
}

/** Whether the other did not trust ours. */
function isAlert({ message }: Error): boolean {
  return /alert.*(certificate|unknown ?ca)/i.test(message);
}
