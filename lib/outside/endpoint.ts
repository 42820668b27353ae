import { wrongField } from "../errors.ts";
import { limits } from "../wire/limits.ts";

/** A name with a dot in it, which no address is: the last part of an address is a number. */
const publicName = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?$/;

/**
 * Reads an address that somebody wants the server to post to, and gives it in the one form in which
 * it is kept, without a fragment.
 *
 * Bounds: https on port 443, up to 1,024 characters, a name rather than an address, no credentials.
 *
 * @param field What it is called where it was given.
 * @throws {ChatError} `bad_request`.
 */
export function parseEndpoint(given: unknown, field: string): string {
  const isShort = (text: string) => text.length <= limits.endpointChars;
  const wanted = `an address of up to ${limits.endpointChars} characters`;
  if (typeof given !== "string" || !isShort(given)) throw wrongField(field, wanted);
  const url = URL.parse(given);
  if (url?.protocol !== "https:" || url.port !== "" || url.username !== "" || url.password !== "") {
    throw wrongField(field, "an https address on port 443, without credentials");
  }
  if (!publicName.test(url.hostname) || url.hostname.endsWith(".localhost")) {
    throw wrongField(field, "at a public name");
  }
  url.hash = "";
  if (isShort(url.href)) return url.href;
  throw wrongField(field, wanted);
}
