/** What the server of an open room answers when it is asked by HTTP, from what this device can read. */
import type { Snippet } from "../../lib/store/search.ts";
import { isEmpty, isFound, parseSearch, snippetOf } from "../../lib/store/search.ts";
import { limits } from "../../lib/wire/limits.ts";
import type { Attachment, Message } from "../../lib/wire/messages.ts";
import type { LocalLog } from "./local_log.ts";

const path = /^\/api\/rooms\/[^/]+\/(messages|search|files)$/;

/**
 * Answers a question about a direct room.
 *
 * @param asked Path of the API with its query, of `messages`, `search` or `files`.
 * @returns JSON, as the protocol says.
 * @throws {RangeError} for any other path.
 */
export async function answerFrom(log: LocalLog, asked: string): Promise<unknown> {
  const url = new URL(asked, "https://localhost");
  const { searchParams: query } = url;
  switch (path.exec(url.pathname)?.[1]) {
    case "messages": {
      const limit = numberIn(query, "limit") ?? limits.historyMessagesByDefault;
      const [before, after] = [numberIn(query, "before"), numberIn(query, "after")];
      return await log.read({
        limit,
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
      });
    }
    case "search":
      return await searchIn(log, query);
    case "files":
      return await filesIn(log, query);
    default:
      throw new RangeError(`Cannot answer ${url.pathname}`);
  }
}

async function searchIn(log: LocalLog, query: URLSearchParams): Promise<unknown> {
  const search = parseSearch(query.get("q") ?? "");
  const limit = numberIn(query, "limit") ?? limits.searchResultsByDefault;
  const results: (Message & Snippet)[] = [];
  if (isEmpty(search)) return { results, more: false };
  for await (const message of log.newestFirst(numberIn(query, "before"))) {
    if (message.note || !isFound(message, search)) continue;
    if (results.length === limit) return { results, more: true };
    results.push({ ...message, ...snippetOf(message.text ?? "", search) });
  }
  return { results, more: false };
}

/** The cursor names the place of the last file before it: its message, and its number there. */
async function filesIn(log: LocalLog, query: URLSearchParams): Promise<unknown> {
  const limit = numberIn(query, "limit") ?? limits.historyMessagesByDefault;
  const [seq, place = 0] = (query.get("cursor") ?? "").split(".", 2)
    .flatMap((part) => part === "" ? [] : [Number(part)]);
  const files: (Attachment & { seq: number; place: number })[] = [];
  for await (const message of log.newestFirst(seq === undefined ? undefined : seq + 1)) {
    const { at, from, files: all = [] } = message;
    const listed = all.map((file, place) => ({ ...file, seq: message.seq, place, at, from }));
    const rest = message.seq === seq ? listed.slice(0, place) : listed;
    files.push(...rest.reverse());
    if (files.length > limit) break;
  }
  const page = files.slice(0, limit);
  const last = page.at(-1);
  return {
    files: page.map(({ place: _, ...file }) => file),
    ...(files.length > limit && last && { next: `${last.seq}.${last.place}` }),
  };
}

function numberIn(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  return value === null ? undefined : Number(value);
}
