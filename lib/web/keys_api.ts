/** The part of the HTTP API that keeps and hands out what people need to seal messages. */
import type { Clock } from "../clock.ts";
import type { Archives } from "../e2ee/archives.ts";
import type { Directory } from "../e2ee/directory.ts";
import type { Mailbox } from "../e2ee/mailbox.ts";
import { ChatError, wrongField } from "../errors.ts";
import type { ArchiveEntry } from "../store/keys.ts";
import { isBase64 } from "../wire/base64.ts";
import { isDeviceId } from "../wire/device_list.ts";
import { keptLimits } from "../wire/kept_limits.ts";
import { limits } from "../wire/limits.ts";
import type { Person } from "../wire/messages.ts";
import { parseRoomName } from "../wire/names.ts";
import { done, json } from "./answers.ts";
import { readJsonObject, readLargeJsonObject } from "./body.ts";
import type { Body } from "./fields.ts";
import { bounded, readBoolean, readString } from "./fields.ts";
import type { OriginPolicy } from "./origin.ts";
import { readLimit, readWholeNumber } from "./query.ts";
import type { Visit } from "./router.ts";
import type { Visitors } from "./visitors.ts";

/** What {@linkcode KeysApi} is made of. */
export interface KeysApiOptions {
  directory: Directory;
  mailbox: Mailbox;
  archives: Archives;
  visitors: Visitors;
  origin: OriginPolicy;
  clock: Clock;
  /** Whether `person` may seal messages. */
  maySeal: (person: Person) => boolean;
}

/** 32 bytes in Base64url. */
const boxName = /^[A-Za-z0-9_-]{43}$/;

/**
 * Answers requests about keys, for users and guests who have a cookie; what fails is a `ChatError`.
 */
export class KeysApi {
  readonly #options: KeysApiOptions;

  constructor(options: KeysApiOptions) {
    this.#options = options;
  }

  /** `GET /api/keys/people/ID`: `{list?: {statement, signature}}`. */
  async findList(request: Request, visit: Visit): Promise<Response> {
    const by = await this.#asking(request, visit);
    const list = await this.#options.directory.find(by, visit.params.id!);
    return json({ ...(list && { list }) });
  }

  /** `PUT /api/keys/list {statement, signature, reset?}`: `204`. */
  async putList(request: Request, visit: Visit): Promise<Response> {
    const by = await this.#changing(request, visit);
    const body = await this.#read(request);
    const statement = readString(body, "statement");
    const signature = readString(body, "signature");
    const reset = readBoolean(body, "reset");
    const { directory } = this.#options;
    const change = await directory.put(by, { statement, signature }, { reset });
    if (change.isReset) visit.act = "keys.reset";
    visit.notes.push(`version ${change.version}`, `devices ${change.devices}`);
    return done();
  }

  /** `GET /api/keys/devices/DEVICE/packages`: `{count, hasLastResort}`. */
  async stock(request: Request, visit: Visit): Promise<Response> {
    const by = await this.#asking(request, visit);
    const { count, hasLastResort } = await this.#options.directory.stock(by, readDevice(visit));
    return json({ count, hasLastResort });
  }

  /** `PUT /api/keys/devices/DEVICE/packages {packages, lastResort?}`: `{count}`. */
  async supply(request: Request, visit: Visit): Promise<Response> {
    const by = await this.#changing(request, visit);
    const device = readDevice(visit);
    const body = await this.#readLarge(request);
    const packages = readList(body, "packages", keptLimits.packagesPerDevice).map(readPackage);
    const lastResort = body.lastResort === undefined ? undefined : readPackage(body.lastResort);
    const supply = { packages, ...(lastResort !== undefined && { lastResort }) };
    return json({ count: await this.#options.directory.supply(by, device, supply) });
  }

  /** `POST /api/keys/people/ID/packages {devices}`: `{packages: [{device, package}]}`. */
  async take(request: Request, visit: Visit): Promise<Response> {
    const by = await this.#changing(request, visit);
    const devices = readList(await this.#read(request), "devices", limits.devicesPerPerson);
    if (!devices.every(isDeviceId)) throw wrongField("devices", "ids of devices");
    const packages = await this.#options.directory.take(by, visit.params.id!, devices);
    return json({ packages });
  }

  /** `PUT /api/keys/mail/BOX {body}`: `204`. */
  async putMail(request: Request, visit: Visit): Promise<Response> {
    const by = await this.#changing(request, visit);
    const box = readBox(visit);
    const body = readText(await this.#read(request), "body", keptLimits.mailChars);
    await this.#options.mailbox.put(by, box, body);
    return done();
  }

  /** `GET /api/keys/mail/BOX`: `{body}`. */
  async getMail(request: Request, visit: Visit): Promise<Response> {
    const by = await this.#asking(request, visit);
    return json({ body: await this.#options.mailbox.get(by, readBox(visit)) });
  }

  /** `DELETE /api/keys/mail/BOX`: `204`, whether there was something or not. */
  async removeMail(request: Request, visit: Visit): Promise<Response> {
    const by = await this.#changing(request, visit);
    await this.#options.mailbox.remove(by, readBox(visit));
    return done();
  }

  /** `GET /api/keys/archive`: `{header?, entries}`. */
  async findArchive(request: Request, visit: Visit): Promise<Response> {
    const by = await this.#asking(request, visit);
    return json(await this.#options.archives.find(by));
  }

  /** `PUT /api/keys/archive {header}`: `204`; the entries stay where its `id` does. */
  async putArchive(request: Request, visit: Visit): Promise<Response> {
    const by = await this.#changing(request, visit);
    const header = readText(await this.#read(request), "header", keptLimits.archiveHeaderChars);
    await this.#options.archives.put(by, header);
    return done();
  }

  /** `DELETE /api/keys/archive`: `204`, whether there was one or not. */
  async removeArchive(request: Request, visit: Visit): Promise<Response> {
    await this.#options.archives.remove(await this.#changing(request, visit));
    return done();
  }

  /** `PUT /api/keys/archive/entries {room, entries: [{number, box}], archive?}`: `204`. */
  async addEntries(request: Request, visit: Visit): Promise<Response> {
    const by = await this.#changing(request, visit);
    const body = await this.#readLarge(request);
    const room = parseRoomName(readString(body, "room"));
    const entries = readList(body, "entries", keptLimits.archiveEntriesAtOnce).map(readEntry);
    const archive = body.archive === undefined
      ? undefined
      : readText(body, "archive", keptLimits.archiveHeaderChars);
    await this.#options.archives.add(by, {
      room,
      entries,
      ...(archive !== undefined && { archive }),
    });
    return done();
  }

  /** `GET /api/keys/archive/entries?room=NAME&after=NUMBER&limit=N`: `{entries, more}`. */
  async readEntries(request: Request, visit: Visit): Promise<Response> {
    const by = await this.#asking(request, visit);
    const { url } = visit;
    const room = parseRoomName(url.searchParams.get("room") ?? "");
    const after = readWholeNumber(url, "after", 0) ?? 0;
    const limit = readLimit(url, limits.historyMessagesByDefault, keptLimits.archiveEntriesAtOnce);
    return json(await this.#options.archives.read(by, room, { after, limit }));
  }

  /** The id of whoever asks. */
  async #asking(request: Request, visit: Visit): Promise<string> {
    const person = await this.#options.visitors.get(request, visit);
    if (this.#options.maySeal(person)) return person.id;
    throw new ChatError("forbidden", `Cannot have keys as a ${person.kind}`);
  }

  /** The id of whoever asks, when no other site made the request. */
  async #changing(request: Request, visit: Visit): Promise<string> {
    this.#options.origin.checkChange(request);
    return await this.#asking(request, visit);
  }

  #read(request: Request): Promise<Body> {
    return readJsonObject(request, this.#options.clock);
  }

  #readLarge(request: Request): Promise<Body> {
    const { clock } = this.#options;
    return readLargeJsonObject(request, { maxBytes: keptLimits.keysBodyBytes, clock });
  }
}

function readDevice({ params }: Visit): string {
  if (isDeviceId(params.device)) return params.device;
  throw new ChatError("bad_request", "Cannot use this id of a device");
}

function readBox({ params }: Visit): string {
  if (boxName.test(params.box!)) return params.box!;
  throw new ChatError("bad_request", "Cannot use this name of a box: it needs 43 signs");
}

function readText(body: Body, field: string, max: number): string {
  const text = bounded(readString(body, field), max, field);
  if (text !== "" && !text.includes("\0")) return text;
  throw wrongField(field, "text without NUL");
}

function readList(body: Body, field: string, max: number): readonly unknown[] {
  const list = body[field];
  if (Array.isArray(list) && list.length <= max) return list;
  throw wrongField(field, `a list of at most ${max}`);
}

function readPackage(value: unknown): string {
  if (isBase64(value, keptLimits.packageChars)) return value;
  throw wrongField("packages", `Base64 of at most ${keptLimits.packageChars} signs each`);
}

function readEntry(value: unknown): ArchiveEntry {
  const { number, box } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isBox = box === "" || isBase64(box, limits.boxChars);
  if (Number.isSafeInteger(number) && number as number > 0 && isBox) {
    return { number: number as number, box };
  }
  const wanted = `{number, box} each, box empty or Base64 of at most ${limits.boxChars} signs`;
  throw wrongField("entries", wanted);
}
