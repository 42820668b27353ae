import { createHash } from "node:crypto";
import { Readable } from "node:stream";

/** An object as `s3rver` wants it. */
interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly content: AsyncIterable<Uint8Array>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** An object as `s3rver` shows it. */
interface ShownObject {
  readonly bucket: string;
  readonly key: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly size: number;
  readonly lastModifiedDate: Date;
  readonly range?: { readonly start: number; readonly end: number };
  /** `null` when the range lies behind the end. */
  readonly content: Readable | null;
}

/** A page of a list as `s3rver` shows it. */
interface ShownList {
  readonly objects: readonly ShownObject[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
}

/** What a list is asked for with. */
interface ListQuery {
  readonly startAfter?: string;
  readonly prefix?: string;
  readonly maxKeys?: number;
}

/** What was taken. */
interface Taken {
  readonly size: number;
  readonly md5: string;
}

/** What is kept of an object. */
interface Kept {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * What `s3rver` keeps objects in, in place of its own files: those are not there yet when it answers,
 * as they are in a real storage. It calls the methods by these names.
 */
export class S3Objects {
  readonly #objects = new Map<string, Kept>();
  readonly #uploads = new Map<string, { key: string; parts: Map<number, Uint8Array> }>();

  constructor(readonly bucket: string) {}

  getBucket(name: string): object | null {
    return name === this.bucket ? { name, creationDate: new Date() } : null;
  }

  putBucket(name: string): object | null {
    return this.getBucket(name);
  }

  getSubresource(): null {
    return null;
  }

  listObjects(
    bucket: string,
    { startAfter = "", prefix = "", maxKeys = Infinity }: ListQuery,
  ): ShownList {
    const keys = [...this.#objects.keys()].toSorted()
      .filter((key) => key > startAfter && key.startsWith(prefix));
    const objects = keys.slice(0, maxKeys).map((key) => this.#describe(bucket, key));
    return { objects, commonPrefixes: [], isTruncated: keys.length > objects.length };
  }

  existsObject(_bucket: string, key: string): boolean {
    return this.#objects.has(key);
  }

  getObject(
    bucket: string,
    key: string,
    range: { start?: number; end?: number } = {},
  ): ShownObject | null {
    const kept = this.#objects.get(key);
    if (!kept) return null;
    const { start, end = Infinity } = range;
    const described = this.#describe(bucket, key);
    if (start === undefined) return { ...described, content: Readable.from([kept.bytes]) };
    const last = Math.min(end, kept.bytes.length - 1);
    const content = start > last ? null : Readable.from([kept.bytes.slice(start, last + 1)]);
    return { ...described, range: { start, end: last }, content };
  }

  async putObject({ key, content }: StoredObject): Promise<Taken> {
    return this.#put(key, await joined(content));
  }

  deleteObject(_bucket: string, key: string): void {
    this.#objects.delete(key);
  }

  initiateUpload(_bucket: string, key: string, upload: string): void {
    this.#uploads.set(upload, { key, parts: new Map() });
  }

  async putPart(
    _bucket: string,
    upload: string,
    part: string,
    content: AsyncIterable<Uint8Array>,
  ): Promise<Taken> {
    const bytes = await joined(content);
    this.#uploads.get(upload)!.parts.set(Number(part), bytes);
    return { size: bytes.length, md5: md5Of(bytes) };
  }

  async putObjectMultipart(
    _bucket: string,
    upload: string,
    wanted: readonly { number: number; etag: string }[],
  ): Promise<Taken> {
    const { key, parts } = this.#uploads.get(upload)!;
    const bytes = wanted.map(({ number, etag }) => {
      const part = parts.get(number)!;
      if (md5Of(part) !== etag) throw new Error(`Cannot find part ${number}`);
      return part;
    });
    this.#uploads.delete(upload);
    return this.#put(key, await joined(Readable.from(bytes)));
  }

  #put(key: string, bytes: Uint8Array<ArrayBuffer>): Taken {
    const md5 = md5Of(bytes);
    const metadata = {
      "content-type": "application/octet-stream",
      "content-length": `${bytes.length}`,
      "last-modified": new Date().toUTCString(),
      etag: `"${md5}"`,
    };
    this.#objects.set(key, { bytes, metadata });
    return { size: bytes.length, md5 };
  }

  #describe(bucket: string, key: string): ShownObject {
    const { bytes, metadata } = this.#objects.get(key)!;
    const lastModifiedDate = new Date(metadata["last-modified"]!);
    return {
      bucket,
      key,
      metadata,
      size: bytes.length,
      lastModifiedDate,
      content: Readable.from([]),
    };
  }
}

function md5Of(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

async function joined(content: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const parts = await Array.fromAsync(content, (part) => new Uint8Array(part));
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
