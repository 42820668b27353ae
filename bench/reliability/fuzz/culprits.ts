import { Buffer } from "node:buffer";
import { join } from "@std/path";
import type { Program } from "../../../tests/support/program.ts";
import type { Step } from "./attack.ts";
import { Attack } from "./attack.ts";
import type { Piece } from "./piece.ts";
import { encodePiece } from "./piece.ts";
import { shoot } from "./shoot.ts";

/** Faults whose steps are looked for; further ones tend to have the same cause. */
const maxSought = 5;

/** Finds which step does harm, and the least of it that does. */
export class Culprits implements AsyncDisposable {
  readonly #program: Program;
  readonly #folder: string;
  readonly #sought = new Set<string>();
  #attack: Attack | undefined;
  #servers = 0;

  /** @param folder Where the servers that are tried with have their data. */
  constructor(program: Program, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  /**
   * Tries each step by itself, on another server.
   *
   * @returns How to do it again, a line each; nothing where the like was found before.
   */
  async find(fault: string, steps: readonly Step[]): Promise<string[]> {
    const kind = kindOf(fault);
    if (this.#sought.has(kind) || this.#sought.size >= maxSought) return [];
    this.#sought.add(kind);
    for (const { number, name, pieces } of steps) {
      if (!await this.#harms(pieces, kind)) continue;
      const least = await this.#shrink(pieces, kind);
      return [
        `step ${number}, of "${name}", does it alone; to see it again, send this to a server whose ` +
        `guests.key is 32 zeros:`,
        ...least.map((piece) => JSON.stringify(Buffer.from(encodePiece(piece)).toString("latin1"))),
      ];
    }
    return ["no step does it alone"];
  }

  /** Leaves out whatever is not needed for it. */
  async #shrink(pieces: readonly Piece[], kind: string): Promise<readonly Piece[]> {
    let least = pieces;
    for (let at = least.length - 1; at >= 0; at--) {
      const fewer = least.toSpliced(at, 1);
      if (await this.#harms(fewer, kind)) least = fewer;
    }
    return least;
  }

  async #harms(pieces: readonly Piece[], kind: string): Promise<boolean> {
    const attack = this.#attack ??= await this.#begin();
    const { origin } = attack.server;
    try {
      await shoot(origin, pieces);
      // Two of its pages, by when a line of the log has come through.
      for (const path of ["/healthz", "/"]) await (await fetch(`${origin}${path}`)).bytes();
    } catch {
      await attack[Symbol.asyncDispose]();
      this.#attack = undefined;
      return true;
    }
    return attack.news().some((news) => kindOf(news) === kind);
  }

  #begin(): Promise<Attack> {
    const folder = join(this.#folder, `${this.#servers++}`);
    return Attack.begin(this.#program, { folder, seed: 0 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#attack?.[Symbol.asyncDispose]();
  }
}

/** What faults of one cause have in common. */
function kindOf(fault: string): string {
  const line = fault.startsWith("{") ? JSON.parse(fault) : undefined;
  const words = line ? `${line.message} ${line.error?.message}` : fault;
  return words.replaceAll(/\d/g, "").slice(0, 100);
}
