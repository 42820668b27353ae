import type { Program, RunningProgram } from "../../../tests/support/program.ts";
import { Random } from "../../../tests/support/random.ts";
import { WireDocument } from "../../../tests/support/wire_document.ts";
import { countOpenFiles, readProcessUsage } from "../../generator/process_usage.ts";
import { Bystander } from "./bystander.ts";
import { playerOf, startTarget } from "./cast.ts";
import { mutate } from "./mutate.ts";
import { isUpgrade } from "./piece.ts";
import type { Piece, Session } from "./piece.ts";
import { bystandersRoom, recordSessions, restore } from "./record.ts";
import { requestsOfRoutes } from "./routes.ts";
import { shoot } from "./shoot.ts";

/** Steps that are under way at once. */
const atOnce = 32;

/** One damaged session, and which step it was. */
export interface Step {
  readonly number: number;
  readonly name: string;
  readonly pieces: readonly Piece[];
}

/** A server, bystanders in a room of it, and sessions of others that can be damaged and sent to it. */
export class Attack implements AsyncDisposable {
  /** How often it answered what. */
  readonly answers: Map<string, number> = new Map();
  /** Connections that it kept though the other end had said that nothing more comes. */
  kept = 0;
  readonly server: RunningProgram;
  readonly #seed: number;
  readonly #bystanders: readonly Bystander[];
  readonly #sessions: readonly Session[];
  readonly #sockets: readonly Session[];
  readonly #requests: readonly Session[];
  readonly #routes: readonly Session[];
  readonly #openFiles: number;
  #lookedAt = 0;

  private constructor(
    server: RunningProgram,
    seed: number,
    { bystanders, sessions, routes }: {
      bystanders: readonly Bystander[];
      sessions: readonly Session[];
      routes: readonly Session[];
    },
  ) {
    this.server = server;
    this.#seed = seed;
    this.#bystanders = bystanders;
    this.#sessions = sessions;
    const isSocket = ({ pieces }: Session) => pieces.some(isUpgrade);
    this.#sockets = sessions.filter(isSocket);
    this.#requests = sessions.filter((session) => !isSocket(session));
    this.#routes = routes;
    this.#openFiles = countOpenFiles(server.pid);
  }

  /**
   * Starts a server, has bystanders join, and records the sessions.
   *
   * @param folder An empty one.
   */
  static async begin(
    program: Program,
    { folder, seed }: { folder: string; seed: number },
  ): Promise<Attack> {
    await using stack = new AsyncDisposableStack();
    const server = stack.use(await startTarget(program, folder));
    const { origin } = server;
    const [asyncapi, openapi] = [
      await WireDocument.read("asyncapi"),
      await WireDocument.read("openapi"),
    ];
    const players = ["ada", "bob"].map(playerOf);
    const others = players.map(({ person }) => person.id);
    const bystanders = [];
    for (const player of players) {
      const joining = { room: bystandersRoom, player, others, document: asyncapi };
      bystanders.push(stack.use(await Bystander.join(origin, joining)));
    }
    const sessions = await recordSessions(origin);
    const routes = requestsOfRoutes(origin, openapi);
    const attack = new Attack(server, seed, { bystanders, sessions, routes });
    // It ends them itself from now on.
    stack.move();
    return attack;
  }

  /** The damaged session of a step: always the same of a seed, as far as the recorded ones are. */
  stepOf(number: number): Step {
    const random = new Random(
      (Math.imul(this.#seed, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b)) >>> 0,
    );
    // The first numbers of seeds that are near each other are near each other too.
    for (let skipped = 0; skipped < 4; skipped++) random.next();
    const session = random.pick(random.pick([this.#sockets, this.#requests, this.#routes]));
    const pieces = session.pieces.map((piece) => anew(piece, number));
    return {
      number,
      name: session.name,
      pieces: mutate({ ...session, pieces }, this.#sessions, random),
    };
  }

  /** Does some steps, a few at once, then has the bystanders say something. */
  async perform(steps: readonly Step[]): Promise<void> {
    await restore(this.server.origin);
    const waiting = [...steps];
    const worker = async () => {
      for (let step = waiting.shift(); step; step = waiting.shift()) await this.#shoot(step);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    for (const bystander of this.#bystanders) bystander.say();
    const upTo = new Map(
      this.#bystanders.map(({ name, said }) => [playerOf(name).person.id, said]),
    );
    await Promise.all(this.#bystanders.map((bystander) => bystander.hear(upTo)));
  }

  /** What went wrong, as far as it is known by now and was not given before; a line each. */
  news(): string[] {
    const lines = this.server.soFar.slice(this.#lookedAt).split("\n").slice(0, -1);
    this.#lookedAt += lines.reduce((sum, line) => sum + line.length + 1, 0);
    // What is no line of the log is the runtime's: of a panic, say, or an error that nobody caught.
    const errors = lines.filter((line) =>
      line.startsWith("{") ? line.includes('"level":"error"') : /panic|error|uncaught/i.test(line)
    );
    const noticed = this.#bystanders.flatMap(({ faults }) => faults.splice(0));
    return [...errors, ...noticed];
  }

  /** Bytes of memory that the server takes. */
  rssBytes(): number {
    return readProcessUsage(this.server.pid).rssBytes;
  }

  /** How many more files and sockets the server has open than before the first step. */
  moreOpenFiles(): number {
    return countOpenFiles(this.server.pid) - this.#openFiles;
  }

  /** Events that the bystanders heard, all together. */
  get heard(): number {
    return this.#bystanders.reduce((sum, { count }) => sum + count, 0);
  }

  async #shoot({ pieces }: Step): Promise<void> {
    try {
      const { answers, isEnded } = await shoot(this.server.origin, pieces);
      for (const answer of answers) {
        this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
      }
      if (!isEnded) this.kept++;
    } catch (error) {
      // Whether the server is gone, the bystanders tell.
      const why = error instanceof Error ? error.name : "unknown";
      this.answers.set(why, (this.answers.get(why) ?? 0) + 1);
    }
  }

  /** The bystanders leave; what the server does then is nobody's concern. */
  leave(): void {
    for (const bystander of this.#bystanders) bystander[Symbol.dispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.leave();
    await this.server[Symbol.asyncDispose]();
  }
}

/** What is said again under the key of before is not said again; so most have one of their own. */
function anew(piece: Piece, number: number): Piece {
  if (piece.type !== "frame" || number % 8 === 0) return piece;
  const text = new TextDecoder().decode(piece.payload);
  const payload = text.replace(/"ref":"[0-9a-f-]{36}"/, `"ref":"${number}"`);
  return { ...piece, payload: new TextEncoder().encode(payload) };
}
