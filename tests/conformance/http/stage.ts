import { deadline } from "@std/async";
import type { RunningProgram } from "../../support/program.ts";
import { clientFrame, closeCodeIn, RawSocket } from "../../support/raw_socket.ts";
import type { RawResponse } from "../../support/raw_response.ts";
import { readResponse } from "../../support/raw_response.ts";
import { Bystander, compare, room } from "../bystander.ts";
import type { Answer, HttpCase } from "./case.ts";
import { get, well } from "./case.ts";

/** What takes longer, in milliseconds, is given up: it will not come. */
const patienceMs = 60_000;
/** As RFC 9110 section 5.6.7 has it. */
const httpDate =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/;

/** A server with a file in a room, and somebody there who is to notice nothing. */
export class HttpStage implements AsyncDisposable {
  readonly #program: RunningProgram;
  readonly #bystander: Bystander;
  /** By the words that stand for them in rows. */
  readonly #known: Readonly<Record<string, string>>;

  private constructor(
    program: RunningProgram,
    bystander: Bystander,
    known: Readonly<Record<string, string>>,
  ) {
    this.#program = program;
    this.#bystander = bystander;
    this.#known = known;
  }

  /** @param program Without a limit of the rate; it is not ended here. */
  static async open(program: RunningProgram): Promise<HttpStage> {
    const bystander = await Bystander.join(program);
    const { origin } = program;
    const cookie = await program.cookieOf("ann");
    const sent = await program.fetch(`/api/rooms/${room}/files`, {
      method: "POST",
      headers: { cookie, origin, "content-disposition": 'attachment; filename="a.txt"' },
      body: "0123456789",
    });
    const { id } = await sent.json();
    const page = await (await program.fetch(`/chat?room=${room}`, { headers: { cookie } })).text();
    const [script] = /\/static\/build\/chat\.[0-9a-f]{10}\.js/.exec(page)!;
    const tagOf = async (path: string) => {
      const response = await program.fetch(path, { method: "HEAD", headers: { cookie } });
      return response.headers.get("etag")!;
    };
    return new HttpStage(program, bystander, {
      host: new URL(origin).host,
      origin,
      cookie,
      messages: `/api/rooms/${room}/messages`,
      file: `/files/${id}/a.txt`,
      fileTag: await tagOf(`/files/${id}/a.txt`),
      icon: "/static/icon.svg",
      iconTag: await tagOf("/static/icon.svg"),
      script,
      socket: `/room?room=${room}&name=raw`,
    });
  }

  /** Does what a row says, and gives everything that was not as it has to be, a line each. */
  async perform(row: HttpCase): Promise<string[]> {
    try {
      using socket = await RawSocket.connect(this.#program.origin);
      const faults = await deadline(this.#exchange(socket, row), patienceMs);
      const seen = await deadline(this.#bystander.lookAround(row.echoes ?? []), patienceMs);
      return [...faults, ...seen, ...await this.#isWell()];
    } catch (error) {
      return [`it could not be done: ${error}`];
    }
  }

  async #exchange(socket: RawSocket, { sends, answers, then, mayDrop }: HttpCase) {
    const written = (async () => {
      for (const piece of [sends].flat()) await socket.write(this.#bytes(piece));
    })().catch(() => {/* Its end is gone, which the reader sees as well. */});
    const faults: string[] = [];
    for (const [index, answer] of answers.entries()) {
      let response = await readResponse(socket, answer);
      // Some versions of the runtime say so before they ask us.
      if (response?.status === 100 && answer.status !== 100) {
        response = await readResponse(socket, answer);
      }
      if (response) faults.push(...this.#difference(answer, response));
      else if (!(mayDrop && index === answers.length - 1)) faults.push("there is no answer");
      if (!response) return faults;
    }
    await written;
    return [...faults, ...await this.#afterwards(socket, then)];
  }

  async #afterwards(socket: RawSocket, then: HttpCase["then"]): Promise<string[]> {
    if (then === "either") return [];
    if (then === "closed") {
      const more = await socket.read();
      return compare("bytes after the last answer", more.length, 0);
    }
    if (then === "a socket") {
      await socket.write(clientFrame(8, Uint8Array.of(3, 232)));
      return compare("the close of the socket", closeCodeIn(await socket.readToClose()), 1000);
    }
    await socket.write(this.#bytes(get("/healthz")));
    const response = await readResponse(socket);
    return response ? this.#difference(well, response) : ["the connection is closed"];
  }

  /** Whether others are answered all the same. */
  async #isWell(): Promise<string[]> {
    const response = await this.#program.fetch("/healthz");
    return compare("the health of the server", await response.text(), "ok");
  }

  #difference({ status, headers = {}, body }: Answer, is: RawResponse): string[] {
    const faults = [status].flat().includes(is.status) ? [] : compare("status", is.status, status);
    for (const [name, wanted] of Object.entries(headers)) {
      const found = is.headers.get(name);
      const expected = typeof wanted === "string" ? this.#fill(wanted) : wanted;
      const fits = expected instanceof RegExp ? expected.test(found ?? "") : found === expected;
      if (!fits) faults.push(`${name}: ${found}, wanted ${expected}`);
    }
    if (body instanceof RegExp ? !body.test(is.body) : body !== undefined && body !== is.body) {
      faults.push(`body: ${is.body.slice(0, 200)}, wanted ${body}`);
    }
    return [...faults, ...generalFaults(is)];
  }

  #bytes(text: string): Uint8Array {
    return Uint8Array.from(this.#fill(text), (character) => character.charCodeAt(0));
  }

  #fill(text: string): string {
    return text.replaceAll(/\{(\w+)\}/g, (whole, word) => this.#known[word] ?? whole);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bystander[Symbol.asyncDispose]();
  }
}

/** What every answer has to be, whatever it answers. */
function generalFaults({ status, headers, body }: RawResponse): string[] {
  if (status < 200) return [];
  const date = headers.get("date") ?? "";
  const has = (name: string) => headers.has(name);
  return [
    ...httpDate.test(date) ? [] : [`date: "${date}"`],
    ...body !== "" && !has("content-type") ? ["a body without content-type"] : [],
    ...status === 204 && has("content-length") ? ["204 with content-length"] : [],
    ...has("content-length") && has("transfer-encoding") ? ["two lengths"] : [],
  ];
}
