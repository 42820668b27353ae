import { systemClock } from "../../lib/clock.ts";
import type { Person } from "../../lib/wire/messages.ts";
import { browserSurroundings, openWebSocket } from "../platform/browser.ts";
import { ask, fetchJson, probe } from "../platform/http.ts";
import type { Author } from "../outbox/outbox_store.ts";
import { newRef } from "../platform/refs.ts";
import type { Sealed } from "./sealed.ts";

/**
 * Loads what somebody's sealed messages need, and opens it in this browser.
 *
 * @param person Whose browser this is.
 * @param peerOf With whom one has a direct room; `undefined` where that is not known.
 */
export async function openBrowserSealed(
  person: Author,
  peerOf: (room: string) => Person | undefined,
): Promise<Sealed> {
  const { openSealed, speakOfSealed } = await import("./open_sealed.ts");
  await speakOfSealed(document.documentElement.lang);
  return openSealed({
    ...{ clock: systemClock, surroundings: browserSurroundings, openSocket: openWebSocket },
    ...{ fetchJson, ask, probe, newRef, random: Math.random },
    person,
    peerOf,
  });
}
