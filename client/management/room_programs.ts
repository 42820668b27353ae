import { LoadedList } from "./loaded_list.ts";
import type { RoomManagement } from "./room_management.ts";

/** A program that is in a room, or only says something there. */
export interface Bot {
  readonly id: string;
  readonly name: string;
  /** Whether it is a hook, which only says something. */
  readonly isHook: boolean;
  /** Since when, Unix milliseconds. */
  readonly at: number;
}

/** A program elsewhere that is told what happens in a room. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  /** Number of the newest event that was delivered. */
  readonly sent: number;
  /** Since when nothing could be delivered, Unix milliseconds. */
  readonly failing?: number;
  /** Why not, in the server's words. */
  readonly lastError?: string;
  /** Nothing is tried any more. */
  readonly isPaused?: true;
}

/** Where programs of a kind are at the server. */
interface Place<Program> {
  readonly path: "bots" | "webhooks";
  /** What their secret is called. */
  readonly secret: "token" | "url" | "secret";
  /** Which of those that are there; all unless given. */
  isOne?(program: Program): boolean;
}

/**
 * The programs of a kind that a room has. What comes of what is done stands in the room's
 * {@linkcode RoomManagement}.
 */
export class RoomPrograms<Program extends { readonly id: string }> {
  readonly list: LoadedList<Program>;
  readonly #management: RoomManagement;
  readonly #place: Place<Program>;

  /** Asks for nothing yet. */
  constructor(management: RoomManagement, place: Place<Program>) {
    this.#management = management;
    this.#place = place;
    const { path, isOne = () => true } = place;
    this.list = new LoadedList(async () => {
      const { [path]: items } = await management.read(`/${path}`) as Record<string, Program[]>;
      return { items: items!.filter(isOne) };
    });
  }

  /** Makes one, and says `done`; gives its secret, which nobody is told again. */
  async make(draft: object, done: string): Promise<string | undefined> {
    const { path, secret } = this.#place;
    const made = await this.#management.perform(done, "POST", `/${path}`, draft);
    await this.#load();
    return made && (made.answer as Record<string, string>)[secret];
  }

  /** Ends one, and says `done`. */
  async remove({ id }: Program, done: string): Promise<void> {
    const path = `/${this.#place.path}/${encodeURIComponent(id)}`;
    await this.#management.perform(done, "DELETE", path);
    await this.#load();
  }

  async #load(): Promise<void> {
    // Bots are members too.
    await Promise.all([this.list.load(), this.#management.members.load()]);
  }
}
