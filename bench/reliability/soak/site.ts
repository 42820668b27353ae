import type { ClientOptions } from "../../../tests/support/client.ts";
import { TestClient } from "../../../tests/support/client.ts";
import type { Random } from "../../../tests/support/random.ts";

const words = "tea kettle cup saucer leaf steam 茶 Wärme 🫖 sugar lemon honey".split(" ");

/** The server that is visited, and what visits have in common. */
export class Site {
  /** Rooms that everybody goes to. */
  readonly plazas: readonly string[] = ["plaza-1", "plaza-2", "plaza-3", "plaza-4"];
  readonly random: Random;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  #names = 0;

  constructor(origin: string, random: Random) {
    this.origin = origin;
    this.random = random;
  }

  /** Makes the rooms that everybody goes to. */
  async open(): Promise<void> {
    const founder = await this.newGuest();
    for (const name of this.plazas) {
      await founder.ask("POST", "/api/rooms", { status: 201, body: { name } });
    }
  }

  /** A name that nobody and no room had before. */
  newName(what: string): string {
    return `${what}-${++this.#names}`;
  }

  /** Something to say, of one word to forty. */
  newText(): string {
    return Array.from({ length: 1 + this.random.below(40) }, () => this.newWord()).join(" ");
  }

  /** A word that is said often. */
  newWord(): string {
    return this.random.pick(words);
  }

  /** Somebody who was never here, with a cookie. */
  async newGuest(): Promise<Guest> {
    const name = this.newName("guest");
    const path = `/chat?room=${this.plazas[0]}&name=${name}`;
    const page = await fetch(`${this.origin}${path}`, { redirect: "manual" });
    await page.text();
    return new Guest(this.origin, name, cookieIn(page));
  }
}

/** Somebody with a cookie, as a browser has it, or a bot with its token. */
export class Guest {
  readonly origin: string;
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;

  /** @param proof The cookie, or other headers that say who it is. */
  constructor(origin: string, name: string, proof: string | Readonly<Record<string, string>>) {
    this.origin = origin;
    this.name = name;
    this.headers = typeof proof === "string" ? { cookie: proof, origin } : proof;
  }

  /**
   * Asks for something, and reads the answer.
   *
   * @param body Sent as JSON, unless it is bytes.
   * @throws {Error} when the status is another than this one.
   */
  async ask(
    method: string,
    path: string,
    { status = 200, body, headers }: {
      status?: number;
      body?: unknown;
      headers?: Record<string, string>;
    } = {},
  ): Promise<{ readonly headers: Headers; readonly body: Uint8Array<ArrayBuffer> }> {
    const isJson = body !== undefined && !(body instanceof Uint8Array);
    const answer = await fetch(`${this.origin}${path}`, {
      method,
      redirect: "manual",
      headers: {
        ...this.headers,
        ...(isJson && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: isJson ? JSON.stringify(body) : body as BodyInit }),
    });
    const bytes = await answer.bytes();
    if (answer.status === status) return { headers: answer.headers, body: bytes };
    const why = new TextDecoder().decode(bytes.subarray(0, 300));
    throw new Error(`${method} ${path} was answered with ${answer.status}, not ${status}: ${why}`);
  }

  /** As {@linkcode ask}, and gives what the answer says in JSON. */
  async askJson<T>(method: string, path: string, status = 200, body?: unknown): Promise<T> {
    const answer = await this.ask(method, path, { status, body });
    return JSON.parse(new TextDecoder().decode(answer.body));
  }

  /** Goes into a room, and waits until it is let in. */
  async join(room: string, since: Partial<ClientOptions> = {}): Promise<TestClient> {
    return await TestClient.open(this.origin, { room, headers: { ...this.headers }, ...since });
  }
}

/**
 * Says something by a socket, and waits until it is acknowledged.
 *
 * @returns The number of its entry.
 * @throws {Error} when it is refused.
 */
export async function say(
  socket: TestClient,
  command: Readonly<Record<string, unknown>>,
): Promise<number> {
  const ref = crypto.randomUUID();
  socket.send({ ...command, ref });
  const answer = await socket.hearAny((message) => "ref" in message && message.ref === ref);
  if ("seq" in answer && answer.seq !== undefined) return answer.seq;
  throw new Error(
    `${JSON.stringify(command).slice(0, 100)} was refused: ${JSON.stringify(answer)}`,
  );
}

/** The cookie that an answer sets, as a browser sends it. */
export function cookieIn({ headers }: { readonly headers: Headers }): string {
  const [cookie] = headers.get("set-cookie")?.split(";") ?? [];
  if (cookie === undefined) throw new Error("Cannot come in: no cookie was given");
  return cookie;
}
