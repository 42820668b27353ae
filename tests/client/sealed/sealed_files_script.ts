/**
 * Runs before the script of the chat page, so that every room counts as a direct one there: a stand-in
 * for the sealed part of the client, of which only the files are real. What people say is not sealed;
 * the server names files as it knows them, and this puts what the page knows of them in their place.
 */
import { signal } from "@preact/signals";
import { systemClock } from "../../../lib/clock.ts";
import { Conversation } from "../../../client/conversation/conversation.ts";
import type { SealedAttachment, SealedFiles } from "../../../client/sealed/sealed.ts";
import { VaultedFiles } from "../../../client/sealed/sealed_files.ts";

/** What the test sets before. */
interface Given {
  /** Files that somebody sent. */
  readonly known?: readonly SealedAttachment[];
  /** Whether the sealed part comes only when `sealedCame` is called. */
  readonly isLate?: boolean;
}

const { known = [], isLate = false } = (globalThis as { given?: Given }).given ?? {};
const kept = new Map<string, unknown>(known.map((file) => [file.id, file]));
const files = new VaultedFiles({
  clock: systemClock,
  vault: {
    get: <T>([, id]: readonly (string | number)[]) =>
      Promise.resolve(kept.get(String(id)) as T | undefined),
    write(changes) {
      for (const { key: [, id], value } of changes) kept.set(String(id), value);
      return Promise.resolve();
    },
  },
});
const sealedFiles = signal<SealedFiles | undefined>(isLate ? undefined : files);
const { open } = Conversation.prototype;
Conversation.prototype.open = function () {
  Object.assign(this, { sealedFiles });
  open.call(this);
};

const { parse } = JSON;
JSON.parse = (text) =>
  parse(text, (_, value) => {
    const file = typeof value?.id === "string" && kept.get(value.id);
    return file ? { ...value, ...file } : value;
  });
Response.prototype.json = async function () {
  return JSON.parse(await this.text());
};

Object.assign(globalThis, { sealedCame: () => sealedFiles.value = files });
