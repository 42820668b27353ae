import type { AddressInfo, Server, Socket } from "node:net";
import { connect, createServer } from "node:net";
import type { Random } from "./random.ts";

const lineEnd = 10;

/**
 * Stands between one node and NATS. It can cut the line, and meddle with what NATS says: drop messages,
 * have them come twice, or after the next one.
 */
export class NatsMeddler implements AsyncDisposable {
  /** Whether it meddles: each message has one chance in four to be lost, doubled or late, each. */
  meddles = false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #random: Random;
  /** A message that is late: it comes behind the next one, or never. */
  #late: Uint8Array | undefined;
  #isCut = false;

  private constructor(port: number, random: Random) {
    this.#random = random;
    this.#server = createServer((node) => {
      if (this.#isCut) return void node.destroy();
      const nats = connect(port, "127.0.0.1");
      node.pipe(nats);
      const stream = new MessageStream((piece) => this.#pass(piece, node));
      nats.on("data", (bytes: Uint8Array) => stream.add(bytes));
      for (const socket of [node, nats]) {
        this.#sockets.add(socket);
        socket.on("error", () => socket.destroy());
        socket.on("close", () => {
          this.#sockets.delete(socket);
          node.destroy();
          nats.destroy();
        });
      }
    });
  }

  /** @param port Where NATS listens on loopback. */
  static async open(port: number, random: Random): Promise<NatsMeddler> {
    const meddler = new NatsMeddler(port, random);
    await new Promise<void>((resolve) => meddler.#server.listen(0, "127.0.0.1", resolve));
    return meddler;
  }

  /** What the node connects to. */
  get url(): string {
    return `nats://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass({ bytes, isMessage }: Piece, node: Socket): void {
    if (!isMessage || !this.meddles) return void node.write(bytes);
    const dice = this.#random.below(12);
    if (dice < 3) return;
    const late = this.#late;
    this.#late = undefined;
    if (dice < 6) {
      this.#late = bytes;
    } else {
      node.write(bytes);
      if (dice < 9) node.write(bytes);
    }
    if (late) node.write(late);
  }
}

/** A line of the protocol, with the payload that follows it. */
interface Piece {
  readonly bytes: Uint8Array;
  /** Whether it is one that somebody published. */
  readonly isMessage: boolean;
}

/** Cuts what NATS says into lines and messages. */
class MessageStream {
  readonly #take: (piece: Piece) => void;
  #rest = new Uint8Array(0);

  constructor(take: (piece: Piece) => void) {
    this.#take = take;
  }

  add(bytes: Uint8Array): void {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    let start = 0;
    for (;;) {
      const lineAt = all.indexOf(lineEnd, start);
      if (lineAt < 0) break;
      const words = new TextDecoder().decode(all.subarray(start, lineAt)).trim().split(/\s+/);
      const isMessage = words[0] === "MSG" || words[0] === "HMSG";
      // Behind the payload comes one more line end.
      const end = lineAt + 1 + (isMessage ? Number(words.at(-1)) + 2 : 0);
      if (end > all.length) break;
      this.#take({ bytes: all.slice(start, end), isMessage });
      start = end;
    }
    this.#rest = all.slice(start);
  }
}
