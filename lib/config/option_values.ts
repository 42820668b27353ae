/** How the values of options are read; each gives `undefined` for what is wrong. */
import type { KeepPolicy } from "../chat/retention.ts";
import { parseRoomName } from "../wire/names.ts";

/** `on` or `off`. */
export function parseSwitch(given: string): boolean | undefined {
  return given === "on" ? true : given === "off" ? false : undefined;
}

/** A parser of whole numbers from 0 to `max`. */
export function wholeNumber(max: number): (given: string) => number | undefined {
  return (given) => /^\d{1,7}$/.test(given) && Number(given) <= max ? Number(given) : undefined;
}

/** Bytes of each unit; those of powers of ten are taken for the next power of two, as most people mean it. */
const units: Readonly<Record<string, number>> = { "": 0, k: 1, m: 2, g: 3, t: 4 };

/** A number of bytes, as `25MiB`, `25MB`, `25M` (all the same), or `26214400`. */
export function parseSize(given: string): number | undefined {
  const [, number, unit = ""] = /^(\d{1,15}(?:\.\d{1,3})?) ?([kmgt]?)(?:i?b)?$/i.exec(given) ?? [];
  const bytes = Math.floor(Number(number) * 1024 ** units[unit.toLowerCase()]!);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** An address of a server, as `https://s3.example.org`; empty for none. */
export function parseEndpointUrl(given: string): string | undefined {
  if (given === "") return "";
  const url = URL.parse(given);
  return url && /^https?:$/.test(url.protocol) && url.search === "" ? url.href : undefined;
}

/** A parser of some words. */
export function oneOf<const T extends string>(
  ...words: readonly T[]
): (given: string) => T | undefined {
  return (given) => words.find((word) => word === given);
}

/** What stands between commas; nothing when there is nothing. */
export function parseList(given: string): readonly string[] {
  return given === "" ? [] : Object.freeze(given.split(",").map((part) => part.trim()));
}

/** Plain HTTP will do on this machine only. */
export function parseIssuers(given: string): readonly string[] | undefined {
  const issuers = parseList(given);
  const isFit = (issuer: string) => {
    const url = URL.parse(issuer);
    const isHere = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url?.hostname ?? "");
    return url?.protocol === "https:" || (url?.protocol === "http:" && isHere);
  };
  return issuers.every(isFit) ? issuers : undefined;
}

/** As `90,tea=7,archive=forever`: days for all rooms, then for some by name. */
export function parseKeep(given: string): KeepPolicy | undefined {
  const [forAll = "", ...forSome] = given.split(",").map((part) => part.trim());
  const byDefault = parseDays(forAll);
  const rooms: Record<string, number | undefined> = {};
  for (const part of forSome) {
    const [name = "", ofRoom = "", ...more] = part.split("=");
    const parsed = parseDays(ofRoom);
    if (!parsed || more.length > 0) return undefined;
    try {
      rooms[parseRoomName(name)] = parsed.days;
    } catch {
      return undefined;
    }
  }
  return byDefault && Object.freeze({ ...byDefault, rooms: Object.freeze(rooms) });
}

function parseDays(given: string): { days: number | undefined } | undefined {
  if (given === "forever") return { days: undefined };
  return /^[1-9]\d{0,4}$/.test(given) ? { days: Number(given) } : undefined;
}

/** What somebody typed, without what addresses and flags in it say: that may be a password. */
export function hideSecrets(typed: string): string {
  return typed.replaceAll(/\b([a-z0-9+.-]+:\/\/|(?<=--)[\w-]+=)\S+/gi, "$1…");
}

/** Addresses of hosts, without paths, separated by commas. */
export function parseOrigins(given: string): readonly string[] | undefined {
  const parts = given.split(",").map((part) => part.trim()).filter((part) => part !== "");
  const origins = parts.map((part) => {
    const url = URL.parse(part);
    return url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
      ? url.origin
      : undefined;
  });
  return origins.every((origin) => origin !== undefined) ? Object.freeze(origins) : undefined;
}
