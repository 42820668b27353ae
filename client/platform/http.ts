/** The server, asked by plain HTTP: from a page or from the worker. */
import { Refusal } from "./refusal.ts";

/** Milliseconds that an answer by HTTP may take. */
const answerMs = 15_000;

/**
 * Reads JSON by HTTP.
 *
 * @param path Of the API, with its query.
 * @param cutShort Ends it early.
 * @throws {Error} when the server cannot be reached, refuses, or takes more than 15 s.
 */
export async function fetchJson(path: string, cutShort?: AbortSignal): Promise<unknown> {
  const late = AbortSignal.timeout(answerMs);
  const signal = cutShort === undefined ? late : AbortSignal.any([late, cutShort]);
  const answer = await fetch(path, { redirect: "error", signal });
  if (!answer.ok) throw new Error(`Cannot read ${path}: the server answered ${answer.status}`);
  return await answer.json();
}

/**
 * Asks for something by HTTP; gives the JSON of the answer, if it has any.
 *
 * @param path Of the API.
 * @throws {Refusal} when the server refuses, cannot be reached, or takes more than 15 s.
 */
export async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  try {
    const answer = await fetch(path, {
      method,
      redirect: "error",
      signal: AbortSignal.timeout(answerMs),
      ...(body !== undefined && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
    const said = answer.status === 204 ? undefined : await answer.json();
    if (answer.ok) return said;
    throw new Refusal(said.code, said.detail, { cause: said });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal("offline", `Cannot reach ${path}`, { cause: error });
  }
}

/**
 * Asks by plain HTTP what would become of a request; gives the status.
 *
 * @throws {Error} when the server cannot be reached, or takes more than 15 s.
 */
export async function probe(path: string): Promise<number> {
  const signal = AbortSignal.timeout(answerMs);
  return (await fetch(path, { redirect: "manual", cache: "no-store", signal })).status;
}
