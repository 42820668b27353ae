import type { ConnectionOptions, ServerInfo, Transport } from "@nats-io/nats-core";
import { checkOptions, DataBuffer, extractProtocolMessage, INFO } from "@nats-io/nats-core";
import type { Socket } from "node:net";
import { createConnection, isIP } from "node:net";
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
  /** Whether the server looks at our certificate, and has not said a word since. */
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
    const { signal, tls } = options as DialOptions;
    const givenUp = () => this.#end(new Error("the connection was given up"));
    if (signal.aborted) givenUp();
    else signal.addEventListener("abort", givenUp, { once: true });
    const socket = createConnection(port, hostname);
    socket.setNoDelay(true);
    this.#use(socket);
    const info = await this.#readInfo();
    checkOptions(info, options);
    if (!info.tls_required && !info.tls_available) return;
    if (info.tls_verify && !tls?.cert) {
      throw new Error("it wants a certificate of us; name one and its key");
    }
    socket.removeAllListeners("data");
    const secured = startTls({ ...tls, socket, ...nameOf(hostname) });
    secured.on("secureConnect", () => {
      this.#isEncrypted = true;
      this.#isExamined = info.tls_verify === true;
      this.#wake?.();
    });
    this.#use(secured);
    // Nothing may be written before it is known who reads it.
    await this.#until(() => this.#isEncrypted || undefined);
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
      this.#wake?.();
    });
    socket.on("error", (why) => {
      // The alert may be lost when it hangs up: then the error is any.
      const isRefusal = this.#isExamined || /alert.*(certificate|unknown ?ca)/i.test(why.message);
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
    this.#wake?.();
  }

  /** Reads the first line of the server, which stays to be read by the library too. */
  async #readInfo(): Promise<ServerInfo> {
    const line = await this.#until(() => {
      const read = DataBuffer.concat(...this.#frames);
      const found = extractProtocolMessage(read);
      return found || (read.length > maxInfoBytes ? "too much" : undefined);
    });
    try {
      return JSON.parse(INFO.exec(line)![1]!);
    } catch {
      throw new Error("it does not speak as NATS does; mend the address");
    }
  }

  /** Waits until something is found in what has come. */
  async #until<T>(find: () => T | undefined): Promise<T> {
    while (true) {
      const found = find();
      if (found !== undefined) return found;
      if (this.#isClosed) throw this.closeError ?? new Error("it ended the connection");
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}

/** Whose certificate it has to be: without a host, any of `localhost` would do. */
function nameOf(host: string): { host: string; servername: string } {
  return { host, servername: isIP(host) ? "" : host };
}
