/** How the values of options are read; each gives `undefined` for what is wrong. */
import type { KeepPolicy } from "./chat/retention.ts";
import { parseRoomName } from "./wire/names.ts";

/** `on` or `off`. */
export function parseSwitch(given: string): boolean | undefined {
  return given === "on" ? true : given === "off" ? false : undefined;
}

/** A parser of whole numbers from 0 to `max`. */
export function wholeNumber(max: number): (given: string) => number | undefined {
  return (given) => /^\d{1,7}$/.test(given) && Number(given) <= max ? Number(given) : undefined;
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
