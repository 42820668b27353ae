/** The files of direct rooms: sealed before they leave, opened when they are to be seen. */
import type { Clock } from "../../lib/clock.ts";
import { mediaKindOf } from "../../lib/wire/inline_types.ts";
import { limits } from "../../lib/wire/limits.ts";
import { usualType } from "../../lib/wire/media_types.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Shipment, Transfer, UploadedFile, Uploader } from "../files/uploader.ts";
import { newFileKey, openFile, sealFile } from "./file_cipher.ts";
import { OpenedFiles } from "./opened_files.ts";
import type { SealedAttachment, SealedFiles } from "./sealed.ts";
import type { Vault, VaultKey } from "./vault.ts";

/** What {@linkcode VaultedFiles} needs from outside. */
export interface VaultedFilesParts {
  /** Keeps the keys of what was uploaded, until a message bears them. */
  readonly vault: Pick<Vault, "get" | "write">;
  readonly clock: Clock;
  /** Asks by HTTP; `fetch` itself unless a test has its own. */
  fetch?(path: string, options: RequestInit): Promise<Response>;
}

/** What the server knows every file by. */
const sealedName = "sealed";
/** Milliseconds without a byte after which the server counts as out of reach. */
const silenceMs = 60_000;
/** Bytes of files that stay open when nobody looks at them. */
const keptBytes = 64_000_000;
const fileId = new RegExp(`^[\\w-]{1,${limits.fileIdChars}}$`);

/** The files of direct rooms, their keys in the vault. */
export class VaultedFiles implements SealedFiles {
  readonly #parts: VaultedFilesParts;
  readonly #opened = new OpenedFiles(keptBytes);

  constructor(parts: VaultedFilesParts) {
    this.#parts = parts;
  }

  /** See {@linkcode SealedFiles.uploader}. */
  uploader(plain: Uploader): Uploader {
    return {
      send: (shipment) => new SealedTransfer(shipment, plain, this),
      find: (path) => new FoundTransfer(plain.find(path), this),
    };
  }

  /** See {@linkcode SealedFiles.open}. */
  open(file: SealedAttachment, progressed: (share: number) => void = () => {}): Promise<Blob> {
    const { id, key, size, type } = file;
    // Whoever names the file of another message, with a key of their own, gets nothing that was opened.
    return this.#opened.get(JSON.stringify([id, key, size, type]), {
      size,
      progressed,
      open: (progressed) => this.#open(file, progressed),
    });
  }

  /** What a message says of a file that was uploaded here; nothing where it was not. */
  findFile(id: string): Promise<SealedAttachment | undefined> {
    return this.#parts.vault.get(keyOf(id));
  }

  /** Keeps what a message is to say of a file. */
  async keepFile(file: SealedAttachment): Promise<void> {
    await this.#parts.vault.write([{ key: keyOf(file.id), value: file }]);
  }

  /** A message bears the keys of these files, or none ever will. */
  async forgetFiles(ids: readonly string[]): Promise<void> {
    await this.#parts.vault.write(ids.map((id) => ({ key: keyOf(id) })));
  }

  async #open(file: SealedAttachment, progressed: (share: number) => void): Promise<Blob> {
    const { clock, fetch = globalThis.fetch.bind(globalThis) } = this.#parts;
    // It comes from somebody else, and must not lead elsewhere.
    if (!fileId.test(file.id)) throw new Refusal("not_found", "Cannot open a file without an id");
    const silence = new AbortController();
    let cancelTimer = () => {};
    const heard = () => {
      cancelTimer();
      cancelTimer = clock.schedule(silenceMs, () => silence.abort());
    };
    heard();
    try {
      const path = `/files/${file.id}/${sealedName}`;
      const answer = await fetch(path, { redirect: "error", signal: silence.signal });
      if (!answer.ok || answer.body === null) {
        await answer.body?.cancel();
        throw refusalOf(answer.status);
      }
      const content = await openFile(answer.body, file, (share) => {
        heard();
        progressed(share);
      });
      return content.slice(0, content.size, safeType(file.type));
    } catch (cause) {
      if (cause instanceof Refusal) throw cause;
      throw new Refusal("offline", "Cannot reach the server", { cause });
    } finally {
      cancelTimer();
    }
  }
}

/** One file on its way: sealed once, so that every attempt sends the same bytes. */
class SealedTransfer implements Transfer {
  readonly #shipment: Shipment;
  readonly #plain: Uploader;
  readonly #files: VaultedFiles;
  readonly #key = newFileKey();
  #sealing: Promise<Blob> | undefined;
  #transfer: Transfer | undefined;
  #stopSealing: () => void = () => {};
  #isAbandoned = false;
  #id: string | undefined;

  constructor(shipment: Shipment, plain: Uploader, files: VaultedFiles) {
    this.#shipment = shipment;
    this.#plain = plain;
    this.#files = files;
  }

  get path(): string | undefined {
    return this.#transfer?.path;
  }

  async run(progressed: (bytes: number) => void): Promise<UploadedFile> {
    const { room, content, metadata } = this.#shipment;
    const sealed = await this.#seal(progressed);
    this.#failIfAbandoned();
    const transfer = this.#transfer ??= this.#plain.send({
      room,
      content: sealed,
      metadata: { filename: sealedName },
    });
    const { id } = await transfer.run((bytes) => {
      progressed(Math.floor(content.size * Math.min(1, bytes / sealed.size)));
    });
    const file: UploadedFile = {
      id,
      name: metadata.filename ?? sealedName,
      size: content.size,
      type: usualType(content.type) || "application/octet-stream",
      ...sizeIn(metadata),
    };
    const thumbnail = await this.#thumbnail();
    this.#failIfAbandoned();
    await this.#files.keepFile({ ...file, key: this.#key, ...(thumbnail && { thumbnail }) });
    this.#id = id;
    return file;
  }

  stop(): void {
    this.#stopSealing();
    this.#transfer?.stop();
  }

  abandon(): void {
    this.#isAbandoned = true;
    this.#stopSealing();
    this.#transfer?.abandon();
    // A key that stays for nothing does no harm.
    if (this.#id !== undefined) void this.#files.forgetFiles([this.#id]).catch(() => {});
  }

  /** Seals it, unless that was done before; a stop ends only the wait for it. */
  #seal(progressed: (bytes: number) => void): Promise<Blob> {
    const sealing = this.#sealing ??= sealFile(this.#shipment.content, this.#key, () => {
      this.#failIfAbandoned();
      // Nothing has left yet, but something goes on.
      progressed(0);
    }).catch((error) => {
      this.#sealing = undefined;
      throw error;
    });
    const stopped = new Promise<never>((_, reject) => {
      this.#stopSealing = () => reject(new Error("The upload was stopped"));
    });
    return Promise.race([sealing, stopped]);
  }

  #failIfAbandoned(): void {
    if (this.#isAbandoned) throw new Error("The upload was given up");
  }

  async #thumbnail(): Promise<SealedAttachment["thumbnail"]> {
    const { thumbnail } = this.#shipment.metadata;
    const found = thumbnail === undefined ? undefined : await this.#files.findFile(thumbnail);
    return found && { id: found.id, key: found.key, size: found.size, type: found.type };
  }
}

/** Something that was brought to the server earlier, of which only the vault knows what it is. */
class FoundTransfer implements Transfer {
  readonly #plain: Transfer;
  readonly #files: VaultedFiles;

  constructor(plain: Transfer, files: VaultedFiles) {
    this.#plain = plain;
    this.#files = files;
  }

  get path(): string | undefined {
    return this.#plain.path;
  }

  async run(progressed: (bytes: number) => void): Promise<UploadedFile> {
    const { id } = await this.#plain.run(progressed);
    const file = await this.#files.findFile(id);
    if (file === undefined) throw new Refusal("not_found", "The key of this file is gone");
    const { key: _key, thumbnail: _thumbnail, alt: _alt, ...uploaded } = file;
    return uploaded;
  }

  stop(): void {
    this.#plain.stop();
  }

  abandon(): void {
    this.#plain.abandon();
  }
}

function keyOf(id: string): VaultKey {
  return ["file", id];
}

function sizeIn({ width, height }: Shipment["metadata"]): Pick<UploadedFile, "width" | "height"> {
  if (width === undefined || height === undefined) return {};
  return { width: Number(width), height: Number(height) };
}

/**
 * A type under which nothing can run. The address of what was opened belongs to this page's origin,
 * where HTML or SVG of somebody else would be a page of ours.
 */
function safeType(type: string): string {
  return mediaKindOf(type) === "other" ? "application/octet-stream" : type;
}

function refusalOf(status: number): Refusal {
  return status >= 400 && status < 500 && status !== 408 && status !== 429
    ? new Refusal("not_found", `The file is not there: ${status}`)
    : new Refusal("offline", `The server answered ${status}`);
}
