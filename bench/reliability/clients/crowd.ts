import { Buffer } from "node:buffer";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { frame, Peer } from "./peer.ts";

/** Who is to connect. */
export interface Wave {
  readonly count: number;
  /** How many are under way at once; all unless given. */
  readonly atOnce?: number;
  /** Of the upgrade; `#` becomes the number of the connection. Without one there is none. */
  readonly path?: string;
  /** What a connection without `path` sends first; each `#` becomes a byte of its number. */
  readonly first?: string;
  /** What `X-Forwarded-For` is to say; `#` becomes a number, as above. */
  readonly from?: string;
  /** Whether they read nothing once they were greeted. */
  readonly isStalled?: boolean;
  /** Whether to wait until each has been greeted in its room. */
  readonly isGreeted?: boolean;
}

/** The type of each event in a text frame, and the code of each error. */
const kinds = /^\{"type":"(\w+)"(?:,"code":"(\w+)")?/gm;

/** How a {@linkcode Wave} went. */
export interface Arrivals {
  /** How many answers there were of each status; 0 for those that ended without one. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly tookMs: number;
  readonly p99Ms: number;
  /** Whether all answers of refusals said when to come again. */
  readonly areAdvised: boolean;
}

/** What a crowd sees now. */
export interface Sight {
  readonly open: number;
  readonly ended: number;
  /** How many were closed with each code. */
  readonly closeCodes: Readonly<Record<string, number>>;
  /** How many answers of each status there were. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly texts: number;
  /** Pings that they answered. */
  readonly pings: number;
  readonly pongs: number;
  readonly bytes: number;
}

/** Addresses that connections come from, so that ports suffice. */
const addresses = 100;

/** Many connections that do what they should not. */
export class Crowd {
  #peers: Peer[] = [];
  readonly #port: number;
  readonly #heard = new Map<string, number>();
  #isActing = false;
  #made = 0;

  constructor(port: number) {
    this.#port = port;
  }

  /** Connects, and waits for all answers. */
  async open(wave: Wave): Promise<Arrivals> {
    const peers: Peer[] = [];
    const eachMs: number[] = [];
    const beganMs = performance.now();
    let left = wave.count;
    const comeInTurn = async () => {
      while (left-- > 0) {
        const askedMs = performance.now();
        const peer = this.#connect(wave);
        peers.push(peer);
        if (wave.path === undefined) await delay(0);
        else await (wave.isGreeted ? peer.greeted : peer.answered);
        eachMs.push(performance.now() - askedMs);
      }
    };
    await Promise.all(Array.from({ length: wave.atOnce ?? wave.count }, comeInTurn));
    const tookMs = performance.now() - beganMs;
    this.#peers.push(...peers);
    eachMs.sort((a, b) => a - b);
    const refused = peers.filter(({ status }) => status !== undefined && status >= 400);
    return {
      statuses: count(peers.map(({ status }) => status ?? 0)),
      tookMs,
      p99Ms: eachMs[Math.floor(eachMs.length * 0.99)] ?? 0,
      areAdvised: refused.every(({ body }) => body.includes('"retryAfter"')),
    };
  }

  #connect({ path, first = "", from, isStalled = false }: Wave): Peer {
    const number = this.#made++;
    const localAddress = `127.0.1.${1 + number % addresses}`;
    const onText = (payload: Buffer) => this.#hear(payload.toString());
    const peer = new Peer({ port: this.#port, localAddress, onText });
    const named = (pattern: string) => pattern.replaceAll("#", `${number}`);
    if (path === undefined) return peer.write(addressed(first, number));
    const headers = { ...from !== undefined && { "X-Forwarded-For": addressed(from, number) } };
    peer.upgrade(named(path), headers);
    if (isStalled) void peer.greeted.then(() => peer.stall());
    return peer;
  }

  /** Has each that is still open send something again and again, until {@linkcode rest}. */
  drip({ bytes, everyMs }: { bytes: string; everyMs: number }): void {
    void this.#actEvery(everyMs, (peer) => {
      if (peer.status === undefined) peer.write(bytes);
    });
  }

  /** Has each send frames as fast as they are taken, until {@linkcode rest}. */
  flood({ frames }: { frames: readonly ("ping" | "command")[] }): void {
    const kinds = { ping: frame(9, "are you there"), command: frame(1, '{"type":"ping"}') };
    const one = Buffer.concat(frames.map((kind) => kinds[kind]));
    const burst = Buffer.concat(Array.from({ length: 50 }, () => one));
    void this.#actEvery(1, (peer) => {
      if (!peer.isFull) peer.write(burst);
    });
  }

  async #actEvery(everyMs: number, act: (peer: Peer) => void): Promise<void> {
    this.#isActing = true;
    // Who comes later has no part in it.
    const peers = [...this.#peers];
    while (this.#isActing) {
      for (const peer of peers) act(peer);
      await delay(everyMs);
    }
  }

  /** Ends {@linkcode drip} and {@linkcode flood}. */
  rest(): void {
    this.#isActing = false;
  }

  /** Has each send one frame of so many bytes, as far as the server takes it. */
  async sendLarge({ bytes }: { bytes: number }): Promise<void> {
    const large = frame(1, Buffer.alloc(bytes, "x"));
    await Promise.all(this.#peers.map((peer) => this.#pour(peer, [large])));
  }

  /** Has each begin a message and go on with it in so many parts, without an end. */
  async sendParts({ parts, bytes }: { parts: number; bytes: number }): Promise<void> {
    const part = Buffer.alloc(bytes, "x");
    const frames = Array.from({ length: parts }, (_, at) => frame(at === 0 ? 1 : 0, part, false));
    await Promise.all(this.#peers.map((peer) => this.#pour(peer, frames)));
  }

  /** Ends the message that {@linkcode sendParts} has begun. */
  endMessage(): void {
    for (const peer of this.#peers) peer.write(frame(0, "", true));
  }

  async #pour(peer: Peer, frames: readonly Buffer[]): Promise<void> {
    for (const one of frames) {
      for (let at = 0; at < one.length && !peer.isEnded; at += 1_048_576) {
        peer.write(one.subarray(at, at + 1_048_576));
        while (peer.isFull && !peer.isEnded) await delay(2);
      }
    }
  }

  /** Has the first say so many messages of so many characters, one in each `everyMs`. */
  async talk({ messages, chars, everyMs }: {
    messages: number;
    chars: number;
    everyMs: number;
  }): Promise<void> {
    for (let said = 0; said < messages; said++) {
      const text = `${said} `.padEnd(chars, "of this and that ");
      this.#peers[0]!.write(frame(1, JSON.stringify({ type: "say", text })));
      await delay(everyMs);
    }
  }

  /** Reads again what {@linkcode Wave.isStalled} left. */
  resume(): void {
    for (const peer of this.#peers) peer.resume();
  }

  /**
   * How many events all of them together have heard since they were last dropped.
   *
   * @param kind Their type; of errors, their code.
   */
  heard(kind: string): number {
    return this.#heard.get(kind) ?? 0;
  }

  #hear(text: string): void {
    for (const [, type, code] of text.matchAll(kinds)) {
      const kind = code ?? type;
      this.#heard.set(kind, (this.#heard.get(kind) ?? 0) + 1);
    }
  }

  /** What they see now. */
  look(): Sight {
    const closed = this.#peers.flatMap(({ closeCode }) => closeCode ?? []);
    const total = (key: "texts" | "pings" | "pongs" | "bytes") =>
      this.#peers.reduce((sum, peer) => sum + peer[key], 0);
    const ended = this.#peers.filter(({ isEnded }) => isEnded).length;
    return {
      open: this.#peers.length - ended,
      ended,
      closeCodes: count(closed),
      statuses: count(this.#peers.flatMap(({ status }) => status ?? [])),
      texts: total("texts"),
      pings: total("pings"),
      pongs: total("pongs"),
      bytes: total("bytes"),
    };
  }

  /** Ends all connections as a network does that is gone, and forgets them. */
  drop(): void {
    for (const peer of this.#peers) peer.drop();
    this.#peers = [];
    this.#heard.clear();
    this.#isActing = false;
  }
}

/** Puts a byte of a number in the place of each `#`, as in `203.0.#.#`. */
function addressed(pattern: string, number: number): string {
  let rest = number;
  return pattern.replaceAll("#", () => {
    const byte = rest % 250;
    rest = Math.floor(rest / 250);
    return `${byte + 1}`;
  });
}

function count(values: readonly number[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
