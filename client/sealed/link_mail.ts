/** What two devices of one person say to each other when one is linked. */
import { isDeviceId } from "../../lib/wire/device_list.ts";
import { limits } from "../../lib/wire/limits.ts";
import { firstChars, fitForDisplay } from "../../lib/wire/names.ts";
import { openJson, sealJson } from "./aes_gcm.ts";
import type { ArchiveKey } from "./archive.ts";
import type { LinkKeys } from "./link_code.ts";
import type { HandedPerson } from "./people.ts";
import { readKey } from "./archive_header.ts";

/** What the new device asks with. */
export interface LinkAsk {
  /** Its id. */
  readonly device: string;
  /** Its public signature key, Base64. */
  readonly key: string;
  readonly name: string;
}

/** What it is answered. */
export interface LinkAnswer {
  /** Seed of the identity key, Base64. */
  readonly identity: string;
  readonly archive?: ArchiveKey;
  readonly people: readonly HandedPerson[];
}

/** Bytes of JSON that people may take, so that an answer fits into a mailbox. */
export const handedPeopleBytes = 11_500;

/** Seals what the new device leaves. */
export function sealAsk({ askKey, askBox }: LinkKeys, ask: LinkAsk): Promise<string> {
  return sealJson(askKey, ask, askBox);
}

/** Opens it; `undefined` when it is not by whoever knows the code. */
export async function openAsk(
  { askKey, askBox }: LinkKeys,
  box: string,
): Promise<LinkAsk | undefined> {
  const { device, key, name } = await openJson(askKey, box, askBox) ?? {};
  return isDeviceId(device) && typeof key === "string" && readKey(key) && typeof name === "string"
    ? { device, key, name: deviceName(name) }
    : undefined;
}

/** Seals the answer. */
export function sealAnswer(
  { answerKey, answerBox }: LinkKeys,
  answer: LinkAnswer,
): Promise<string> {
  return sealJson(answerKey, answer, answerBox);
}

/** Opens it; `undefined` when it is not by whoever knows the code. */
export async function openAnswer(
  { answerKey, answerBox }: LinkKeys,
  box: string,
): Promise<LinkAnswer | undefined> {
  const answer = await openJson(answerKey, box, answerBox);
  // Whoever knows the code can have sealed this: nothing of it counts before the list was checked.
  return readKey(answer?.identity) && Array.isArray(answer?.people)
    ? answer as unknown as LinkAnswer
    : undefined;
}

/** A name as lists take it: at most 64 characters, nothing invisible; never empty. */
export function deviceName(typed: string): string {
  return firstChars(fitForDisplay(typed), limits.deviceNameChars) || "?";
}
