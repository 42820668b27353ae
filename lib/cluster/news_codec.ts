/**
 * What nodes tell each other, as bytes: a line of JSON, `{v, by, news}`, and behind it the frame of
 * `heard`, as its members got it.
 */
import { isCount, isPerson, isRecord, isText } from "../chat/overheard.ts";
import type { NodeNews, RoomNews } from "../chat/peers.ts";

/** What was told, and by which node. */
export interface Told {
  readonly node: string;
  readonly news: RoomNews | NodeNews;
}

type AnyNews = RoomNews | NodeNews;
type Fields = Readonly<Record<string, unknown>>;

/** Nodes of another version do not hear each other: what they tell is read from the store. */
const version = 1;
const utf8 = new TextEncoder();
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lineEnd = 10;

/** Which fields news have, and what is in them. */
const forms: { readonly [Type in AnyNews["type"]]: (news: Fields) => boolean } = {
  came: ({ version, joined, left }) => isCount(version) && isPeople(joined) && isTexts(left),
  still: ({ version }) => isCount(version),
  all: ({ version, people, part, isLast }) =>
    isCount(version) && isPeople(people) && isCount(part) && typeof isLast === "boolean",
  who: ({ node }) => node === undefined || isText(node),
  heard: ({ epoch, after, upTo }) => isText(epoch) && isCount(after) && isCount(upTo),
  changed: () => true,
  standing: ({ person }) => isText(person),
  sent_out: ({ person }) => isText(person),
  adopted: ({ from, to }) => isText(from) && isText(to),
  forgotten: ({ first }) => isCount(first),
  sessions_ended: ({ ids }) => isTexts(ids),
  person_ended: ({ person }) => isText(person),
  listeners: () => true,
  webhooks: () => true,
  node_ended: () => true,
  counts: ({ rooms, adds }) =>
    isRecord(rooms) && Object.values(rooms).every(isCount) && (adds === undefined || adds === true),
};

/** Writes what `node` tells. */
export function encodeNews(node: string, news: AnyNews): Uint8Array {
  if (news.type !== "heard") return utf8.encode(JSON.stringify({ v: version, by: node, news }));
  const { frame, ...rest } = news;
  return utf8.encode(`${JSON.stringify({ v: version, by: node, news: rest })}\n${frame}`);
}

/** Reads what was told; `undefined` when it is nothing that this node knows. */
export function decodeNews(bytes: Uint8Array): Told | undefined {
  try {
    const end = bytes.indexOf(lineEnd);
    const head = end < 0 ? bytes : bytes.subarray(0, end);
    const { v, by, news } = JSON.parse(strictUtf8.decode(head));
    if (v !== version || !isText(by) || !isRecord(news)) return undefined;
    const { type } = news;
    if (typeof type !== "string" || !Object.hasOwn(forms, type)) return undefined;
    if (!forms[type as AnyNews["type"]](news)) return undefined;
    if (type !== "heard") return { node: by, news: news as unknown as AnyNews };
    const frame = end < 0 ? "" : strictUtf8.decode(bytes.subarray(end + 1));
    return { node: by, news: { ...news, frame } as unknown as RoomNews };
  } catch {
    return undefined;
  }
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isPeople(value: unknown): boolean {
  return Array.isArray(value) && value.every(isPerson);
}
