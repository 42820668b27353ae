import { deadline } from "@std/async";
import type { ServerMessage } from "../../../lib/wire/messages.ts";
import type { TestClient } from "../../support/client.ts";
import type { RunningProgram } from "../../support/program.ts";
import { clientFrame, RawSocket } from "../../support/raw_socket.ts";
import type { ServerFrame } from "../../support/socket_frames.ts";
import { closeCodeOf, frameIn, maskedFrame } from "../../support/socket_frames.ts";
import type { End, SocketCase } from "./case.ts";
import { joined } from "./case.ts";

const room = "conformance";
/** What takes longer, in milliseconds, is given up: it will not come. */
const patienceMs = 60_000;

/** What came of a case. */
interface Outcome {
  readonly pongs: string[];
  readonly echoes: string[];
  readonly errors: string[];
  ends: End;
}

/** A server, and somebody who sits in the room all the while and is to notice nothing. */
export class SocketStage implements AsyncDisposable {
  readonly #program: RunningProgram;
  readonly #bystander: TestClient;
  #performed = 0;

  private constructor(program: RunningProgram, bystander: TestClient) {
    this.#program = program;
    this.#bystander = bystander;
  }

  /** @param program Without a limit of the rate; it is not ended here. */
  static async open(program: RunningProgram): Promise<SocketStage> {
    const bystander = await program.join({ room, name: "bystander" });
    await bystander.hear("welcome");
    return new SocketStage(program, bystander);
  }

  /** Does what a row says, and gives everything that was not as it has to be, a line each. */
  async perform(row: SocketCase): Promise<string[]> {
    try {
      const heardBefore = this.#bystander.heard.length;
      const outcome = await deadline(this.#send(row), patienceMs);
      const faults = difference(row, outcome);
      return [...faults, ...await deadline(this.#lookAround(row, heardBefore), patienceMs)];
    } catch (error) {
      return [`it could not be done: ${error}`];
    }
  }

  async #send(row: SocketCase): Promise<Outcome> {
    const { origin } = this.#program;
    using socket = await RawSocket.upgrade(origin, `/room?room=${room}&name=${row.id}`);
    const outcome: Outcome = { pongs: [], echoes: [], errors: [], ends: "dropped" };
    const last = crypto.randomUUID();
    let ponged = Promise.withResolvers<void>();
    const written = (async () => {
      for (const step of row.sends) {
        if (step === "pong") {
          await ponged.promise;
          ponged = Promise.withResolvers();
        } else {
          await socket.write(step);
        }
      }
      // It passes through the room's queue like anything else, is refused and leaves no trace.
      const refused = { type: "delete", target: Number.MAX_SAFE_INTEGER, ref: last };
      if (row.ends === "open") await socket.write(maskedFrame(0x81, JSON.stringify(refused)));
    })().catch(() => {/* Its end is gone, which the reader sees as well. */});
    let newest = Infinity;
    for await (const { firstByte, payload, ...frame } of framesOf(socket)) {
      const words = new TextDecoder().decode(payload);
      if (firstByte === 0x8a) {
        outcome.pongs.push(words);
        ponged.resolve();
      } else if (firstByte === 0x88) {
        outcome.ends = closeCodeOf({ firstByte, payload, ...frame }) ?? "closed without a code";
        await socket.write(clientFrame(8, payload.subarray(0, 2))).catch(() => {});
      } else if (firstByte === 0x81) {
        const messages = words.split("\n").map((line): ServerMessage => JSON.parse(line));
        for (const message of messages) {
          if (message.type === "welcome") newest = message.seq;
          if (message.type === "message" && message.seq > newest) {
            outcome.echoes.push(message.text ?? "");
          }
          if (message.type !== "error") continue;
          if (message.ref === last) outcome.ends = "open";
          else outcome.errors.push(message.code);
        }
        if (outcome.ends === "open") break;
      } else {
        outcome.errors.push(`a frame that begins with 0x${firstByte.toString(16)}`);
      }
    }
    ponged.resolve();
    await written;
    return outcome;
  }

  /** Whether the bystander is still there and heard what everybody has to hear, and nothing else. */
  async #lookAround({ id, echoes = [] }: SocketCase, heardBefore: number): Promise<string[]> {
    const sign = `still here after ${++this.#performed} cases, of which the last was ${id}`;
    this.#bystander.send(sign);
    await this.#bystander.hear("message", ({ text }) => text === sign);
    const heard = this.#bystander.heard.slice(heardBefore)
      .filter(({ type }) => type !== "presence")
      .map((message) => message.type === "message" ? message.text : message.type);
    return compare("the bystander heard", heard, [...echoes, sign]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bystander.close();
  }
}

function difference(row: SocketCase, { pongs, echoes, errors, ends }: Outcome): string[] {
  const { pongs: allPongs = [], echoes: allEchoes = [], errors: allErrors = [] } = row;
  // Who is dropped, or has said that it goes, may not hear all that it began.
  const isCut = row.ends !== "open";
  return [
    ...[row.ends].flat().includes(ends) ? [] : compare("it ended", ends, row.ends),
    ...compare("pongs", pongs, isCut ? allPongs.slice(0, pongs.length) : allPongs),
    ...compare("messages", echoes, isCut ? allEchoes.slice(0, echoes.length) : allEchoes),
    ...compare("errors", errors, isCut ? allErrors.slice(0, errors.length) : allErrors),
  ];
}

function compare(what: string, is: unknown, wanted: unknown): string[] {
  const [found, expected] = [JSON.stringify(is), JSON.stringify(wanted)];
  const shown = (whole: string) => whole.length > 500 ? `${whole.slice(0, 500)}…` : whole;
  return found === expected ? [] : [`${what}: ${shown(found)}, wanted ${shown(expected)}`];
}

/** The server's frames, up to the end of the connection. */
async function* framesOf(socket: RawSocket): AsyncGenerator<ServerFrame> {
  for (let bytes: Uint8Array = new Uint8Array();;) {
    const frame = frameIn(bytes);
    if (frame) {
      bytes = bytes.subarray(frame.size);
      yield frame;
      continue;
    }
    const chunk = await socket.read();
    if (chunk.length === 0) return;
    bytes = joined(bytes, chunk);
  }
}
