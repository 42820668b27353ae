import { ChatError } from "../errors.ts";

/** Bytes of a JSON body; more than the longest message can need. */
const maxBytes = 65_536;

/**
 * Reads a request's JSON object, and no more of it than 64 KiB.
 *
 * @throws {ChatError} `unsupported_media` when it is not declared as JSON, `too_large`,
 * `bad_request` when it is no JSON object.
 */
export async function readJsonObject(request: Request): Promise<Record<string, unknown>> {
  const [type] = (request.headers.get("content-type") ?? "").split(";");
  // Forms of other sites cannot send this type, which is one more wall against forged requests.
  if (type?.trim().toLowerCase() !== "application/json") {
    throw new ChatError(
      "unsupported_media",
      "Cannot read the body: it needs to be application/json",
    );
  }
  const bytes = await readBytes(request);
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
 * Reads a request's form, and no more of it than 64 KiB.
 *
 * @throws {ChatError} `unsupported_media` when it is not declared as such a form, `too_large`.
 */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const [type] = (request.headers.get("content-type") ?? "").split(";");
  if (type?.trim().toLowerCase() === "application/x-www-form-urlencoded") {
    return new URLSearchParams(new TextDecoder().decode(await readBytes(request)));
  }
  throw new ChatError("unsupported_media", "Cannot read the body: it needs to be a form");
}

async function readBytes(request: Request): Promise<Uint8Array> {
  const bytes = new Uint8Array(maxBytes);
  let length = 0;
  for await (const chunk of request.body ?? []) {
    if (length + chunk.length > maxBytes) {
      throw new ChatError("too_large", `Cannot read the body: it holds over ${maxBytes} bytes`);
    }
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes.subarray(0, length);
}
