import { Busboy } from "@fastify/busboy";
import type { BusboyInstance } from "@fastify/busboy";
import { parse } from "content-disposition";
import { Readable } from "node:stream";
import type { ReadableStream as NodeStream } from "node:stream/web";
import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { WholeFile } from "../files/uploads.ts";

/** How much a form may hold besides its file: boundaries, headers, small fields. */
const formBytes = 65_536;
/** How long a form may take to come to its file. */
const formMs = 60_000;

/**
 * The file that a request carries: as the body itself, its name in `Content-Disposition`, or as the first
 * file of a form.
 *
 * @throws {ChatError} `bad_request` for a form that holds none, or not within 64 KiB and a minute.
 */
export async function readFile(
  headers: Headers,
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  clock: Clock,
): Promise<WholeFile> {
  const length = headers.get("content-length");
  const atMost = length === null ? undefined : Number(length);
  if (/^multipart\/form-data\b/i.test(headers.get("content-type") ?? "")) {
    return { ...await readForm(headers, body, clock), atMost, around: formBytes };
  }
  const { filename = "" } = parse(headers.get("content-disposition") ?? "").parameters;
  return { name: filename, atMost, around: 0, bytes: body };
}

function readForm(
  headers: Headers,
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  clock: Clock,
): Promise<Pick<WholeFile, "name" | "bytes">> {
  return new Promise((resolve, reject) => {
    const source = Readable.fromWeb(body as NodeStream);
    const wrong = (cause?: unknown) => {
      cancelTimer();
      source.unpipe();
      source.destroy();
      reject(new ChatError("bad_request", "Cannot read this form: it holds no file", { cause }));
    };
    const cancelTimer = clock.schedule(formMs, wrong);
    const form = openForm(headers, wrong);
    if (!form) return;
    let isFound = false;
    form.once("file", (_field, file, name) => {
      cancelTimer();
      isFound = true;
      // What fails behind the file's beginning fails for whoever reads the file.
      form.on("error", (error) => file.destroy(error as Error));
      source.on("error", (error) => file.destroy(error));
      const bytes = Readable.toWeb(file) as unknown as ReadableStream<Uint8Array>;
      resolve({ name: name ?? "", bytes });
    });
    form.once("error", wrong);
    form.once("finish", () => wrong());
    source.once("error", wrong);
    source.pipe(form);
    let before = 0;
    // Behind `pipe()`, so that the form has looked at a piece when it is counted.
    source.on("data", ({ length }: Uint8Array) => {
      if (!isFound && (before += length) > formBytes) wrong();
    });
  });
}

function openForm(headers: Headers, wrong: (cause: unknown) => void): BusboyInstance | undefined {
  try {
    return new Busboy({
      headers: { "content-type": headers.get("content-type")! },
      preservePath: true,
      limits: { files: 1, fields: 16, fieldSize: 1_024, headerPairs: 16 },
    });
  } catch (cause) {
    wrong(cause);
  }
}
