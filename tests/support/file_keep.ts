import { join } from "@std/path";
import { createHash } from "node:crypto";
import type { Rooms } from "../../lib/chat/rooms.ts";
import { ChatError } from "../../lib/errors.ts";
import type { Blobs } from "../../lib/files/blobs.ts";
import { DiskBlobs } from "../../lib/files/disk_blobs.ts";
import { Janitor } from "../../lib/files/janitor.ts";
import { Uploads } from "../../lib/files/uploads.ts";
import { Vault } from "../../lib/files/vault.ts";
import type { Content, Files } from "../../lib/store/files.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import type { Person } from "../../lib/wire/messages.ts";
import { FakeClock } from "./fake_clock.ts";
import { HeardLog } from "./heard_log.ts";
import { roomDraft } from "./room_draft.ts";
import { noQuotas } from "../store/subject.ts";

/** Who sends the files. */
export const ada: Person = { id: "ada", name: "Ada", kind: "guest" };

/** The steps by which files come and go, and whose they are. */
const steps = {
  noteBlob: "files",
  keep: "blobs",
  finishUpload: "files",
  remove: "blobs",
  forgetBlob: "files",
} as const;

/** What keeps files, without a server: a room "tea", blobs in a folder, a clock that is turned by hand. */
export class FileKeep implements AsyncDisposable {
  readonly store = new MemoryStore();
  // The disk says by the machine's clock when something of an upload came.
  readonly clock = new FakeClock(Date.now());
  readonly heard = new HeardLog();
  readonly folder: string;
  readonly blobs: Blobs;
  /** What tests may break. */
  readonly breakable: { readonly files: Breakable<Files>; readonly blobs: Breakable<Blobs> };
  readonly vault: Vault;

  private constructor(folder: string, blobs: Blobs) {
    this.folder = folder;
    this.blobs = blobs;
    this.breakable = {
      files: new Breakable<Files>(this.store.files),
      blobs: new Breakable<Blobs>(blobs),
    };
    this.vault = new Vault({ files: this.files, blobs: this.breakable.blobs.whole });
  }

  static async open(): Promise<FileKeep> {
    const folder = await Deno.makeTempDir({ prefix: "parley-test-" });
    const { log } = new HeardLog();
    const keep = new FileKeep(folder, await DiskBlobs.open({ folder, log }));
    await keep.store.createRoom(roomDraft("tea"));
    return keep;
  }

  /** The table of files, as whoever uses it finds it. */
  get files(): Files {
    return this.breakable.files.whole;
  }

  /**
   * As after a start: it knows of uploads only what store and storage do.
   *
   * @param rate Requests a second of each person; as many as they like unless given.
   */
  openUploads(rate = 0): Uploads {
    const admit = async (room: string) => {
      const record = await this.store.findRoom(room);
      if (record) return { record, seat: { role: "member" } } as const;
      throw new ChatError("not_found", `Cannot find room "${room}"`);
    };
    const rooms: Pick<Rooms, "admit" | "admitTo"> = {
      admit,
      admitTo: (_deed, room) => admit(room),
    };
    return new Uploads({
      rooms,
      files: this.files,
      blobs: this.breakable.blobs.whole,
      vault: this.vault,
      clock: this.clock,
      maxUpload: 2_000_000,
      quotas: noQuotas,
      rate,
    });
  }

  openJanitor(expireMore?: () => Promise<boolean>): Janitor {
    const { files, vault, clock, heard: { log } } = this;
    const { whole: blobs } = this.breakable.blobs;
    return new Janitor({ files, blobs, vault, clock, log, ...(expireMore && { expireMore }) });
  }

  /** Makes the next call of one of the steps fail by which files come and go. */
  break(step: keyof typeof steps, when: "before" | "after"): void {
    if (steps[step] === "files") this.breakable.files.break(step as keyof Files, when);
    else this.breakable.blobs.break(step as keyof Blobs, when);
  }

  /** Begins an upload, with bytes that are all there already. */
  async stage(id: string, text: string): Promise<Content> {
    const content = contentOf(text);
    const upload = { id, room: "tea", by: ada.id, name: id, size: content.size };
    await this.store.files.begin({ ...upload, at: this.clock.now() }, noQuotas);
    await this.blobs.append(id, 0, pieces(text));
    return content;
  }

  /** Makes a file. */
  async keep(id: string, text: string): Promise<Content> {
    const content = await this.stage(id, text);
    await this.vault.keep(id, content, this.clock.now());
    return content;
  }

  /** Says something with files; gives the number of the message. */
  async say(...files: string[]): Promise<number> {
    const [outcome] = await this.store.append("tea", [{
      type: "message",
      at: this.clock.now(),
      from: ada,
      text: "",
      files: files.map((id) => ({ id })),
    }]);
    if (outcome && "event" in outcome) return outcome.event.seq;
    throw new Error("Cannot say something with these files");
  }

  /** Deletes a message. */
  async unsay(target: number): Promise<void> {
    const entry = { at: this.clock.now(), from: ada };
    await this.store.append("tea", [{ type: "deleted", ...entry, target, others: false }]);
  }

  /** What of a file may be had: `undefined` when there is none. */
  async read(id: string): Promise<string | undefined> {
    const file = await this.store.files.find(id);
    return file && await new Response(this.blobs.read(file.hash, 0, file.size)).text();
  }

  /** Makes what is staged of an upload as old as the clock is now. */
  async touchStaged(id: string): Promise<void> {
    const now = new Date(this.clock.now());
    await Deno.utime(join(this.folder, "incoming", id), now, now);
  }

  /** Hashes of all blobs, and ids of the uploads of which there are bytes. */
  async kept(): Promise<{ blobs: string[]; staged: string[] }> {
    const [blobs, staged] = await Promise.all([
      Array.fromAsync(this.blobs.list(), ({ hash }) => hash),
      Array.fromAsync(this.blobs.listStaged(), ({ upload }) => upload),
    ]);
    return { blobs: blobs.toSorted(), staged: staged.toSorted() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.blobs.close();
    await this.store.close();
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** What a text is as a file. */
export function contentOf(text: string): Content {
  const hash = createHash("sha256").update(text).digest("hex");
  return { hash, size: new TextEncoder().encode(text).length, type: "text/plain" };
}

/** A text as bytes that come piece by piece. */
export async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

type Methods<T> = { [Name in keyof T]: (...args: unknown[]) => unknown };

/** Something whose methods fail or wait when a test says so. */
export class Breakable<T extends object> {
  /** The same as what it is made of, but for what is broken. */
  readonly whole: T;
  readonly #broken = new Map<PropertyKey, "before" | "after">();
  readonly #gates = new Map<PropertyKey, Gate>();

  constructor(of: T) {
    this.whole = new Proxy(of, {
      get: (_, name) => {
        const method = (of as Methods<T>)[name as keyof T];
        if (typeof method !== "function") return method;
        return (...args: unknown[]) => {
          const gate = this.#gates.get(name);
          if (gate) return this.#wait(gate, () => method.apply(of, args));
          const when = this.#broken.get(name);
          if (!when) return method.apply(of, args);
          this.#broken.delete(name);
          return this.#fail(when === "after" && (() => method.apply(of, args)));
        };
      },
    });
  }

  /** Makes calls of a method wait until the gate is open. */
  hold(name: keyof T): Gate {
    const gate = { reached: Promise.withResolvers<void>(), open: Promise.withResolvers<void>() };
    this.#gates.set(name, gate);
    return gate;
  }

  /** Makes the next call of a method fail, before or after it has done its work. */
  break(name: keyof T, when: "before" | "after"): void {
    this.#broken.set(name, when);
  }

  async #wait(gate: Gate, work: () => unknown): Promise<unknown> {
    gate.reached.resolve();
    await gate.open.promise;
    return await work();
  }

  async #fail(work: false | (() => unknown)): Promise<never> {
    if (work) await work();
    throw new ChatError("unavailable", "Cannot do this: it is broken");
  }
}

/** Where calls wait. */
export interface Gate {
  /** Some call has come. */
  readonly reached: PromiseWithResolvers<void>;
  /** They may go on. */
  readonly open: PromiseWithResolvers<void>;
}
