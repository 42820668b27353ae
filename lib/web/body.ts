import type { Clock } from "../clock.ts";
import { systemClock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import { RequestBody } from "./request_body.ts";

/** Bytes of a JSON body; more than the longest message can need. */
const maxBytes = 65_536;
/** How long it may take to come, and how long one that may hold more, in milliseconds. */
const bodyMs = 20_000;
const largeBodyMs = 120_000;

/** How a body is read. */
interface Bounds {
  readonly maxBytes: number;
  readonly withinMs: number;
  readonly clock: Clock;
}

/**
 * Reads a request's JSON object, no more of it than 64 KiB, and for 20 s.
 *
 * @throws {ChatError} `unsupported_media` when it is not declared as JSON, `too_large`, `too_slow`,
 * `bad_request` when it is no JSON object.
 */
export async function readJsonObject(
  request: Request,
  clock: Clock = systemClock,
): Promise<Record<string, unknown>> {
  demandJson(request);
  return parseObject(await readBytes(request, { maxBytes, withinMs: bodyMs, clock }));
}

/**
 * As {@linkcode readJsonObject}, up to another bound, within two minutes: for the few requests that
 * bring many things at once.
 *
 * @throws {ChatError} as there.
 */
export async function readLargeJsonObject(
  request: Request,
  { maxBytes, clock }: { maxBytes: number; clock: Clock },
): Promise<Record<string, unknown>> {
  demandJson(request);
  return parseObject(await readBytes(request, { maxBytes, withinMs: largeBodyMs, clock }));
}

/**
 * Reads a request's form, no more of it than 64 KiB, and for 20 s.
 *
 * @throws {ChatError} `unsupported_media` when it is not declared as such a form, `too_large`,
 * `too_slow`.
 */
export async function readForm(
  request: Request,
  clock: Clock = systemClock,
): Promise<URLSearchParams> {
  const [type] = (request.headers.get("content-type") ?? "").split(";");
  if (type?.trim().toLowerCase() === "application/x-www-form-urlencoded") {
    const bytes = await readBytes(request, { maxBytes, withinMs: bodyMs, clock });
    return new URLSearchParams(new TextDecoder().decode(bytes));
  }
  throw new ChatError("unsupported_media", "Cannot read the body: it needs to be a form");
}

function demandJson(request: Request): void {
  const [type] = (request.headers.get("content-type") ?? "").split(";");
  // Forms of other sites cannot send this type, which is one more wall against forged requests.
  if (type?.trim().toLowerCase() === "application/json") return;
  throw new ChatError("unsupported_media", "Cannot read the body: it needs to be application/json");
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ChatError("bad_request", "Cannot read the body: it is not JSON in UTF-8", { cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new ChatError("bad_request", "Cannot read the body: it is not a JSON object");
}

/**
 * What is late is answered when its sender sends more, or is gone: see {@linkcode RequestBody}. Until then
 * it counts as a connection of its sender.
 */
async function readBytes(request: Request, bounds: Bounds): Promise<Uint8Array> {
  // Who waits to be told to go on is told here not to.
  const { maxBytes } = bounds;
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge(maxBytes);
  const body = new RequestBody(request);
  try {
    return await readInTime(body.stream.getReader(), bounds);
  } finally {
    await body.leave();
  }
}

/** Takes as much memory as has come, or twice that. */
async function readInTime(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { maxBytes, withinMs, clock }: Bounds,
): Promise<Uint8Array> {
  let bytes = new Uint8Array(4_096);
  let length = 0;
  let isLate = false;
  const stop = clock.schedule(withinMs, () => {
    isLate = true;
    reader.cancel().catch(() => {});
  });
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause) => {
        throw brokenOff(cause);
      });
      if (isLate) {
        const seconds = withinMs / 1_000;
        throw new ChatError("too_slow", `Cannot wait for the body: it took over ${seconds} s`);
      }
      if (done) return bytes.subarray(0, length);
      const end = length + value.length;
      if (end > maxBytes) throw tooLarge(maxBytes);
      if (end > bytes.length) {
        const wider = new Uint8Array(Math.min(maxBytes, Math.max(end, 2 * bytes.length)));
        wider.set(bytes.subarray(0, length));
        bytes = wider;
      }
      bytes.set(value, length);
      length = end;
    }
  } finally {
    stop();
    reader.cancel().catch(() => {});
  }
}

/** A chunk that is none, or a sender who is gone: nothing that went wrong here. */
function brokenOff(cause: unknown): ChatError {
  const why = "Cannot read the body: it breaks off, or its chunks are none";
  return new ChatError("bad_request", why, { cause });
}

function tooLarge(maxBytes: number): ChatError {
  return new ChatError("too_large", `Cannot read the body: it holds over ${maxBytes} bytes`);
}
