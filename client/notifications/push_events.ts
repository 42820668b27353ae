/**
 * What the service worker does with pushes, and with clicks on notifications. The types of a
 * worker's events are those parts of them that are needed: a page's types know none.
 */
import { showNote } from "./note_board.ts";
import type { NoteWorker, ShownNote } from "./note_board.ts";
import { parseTarget, parseTold } from "./note.ts";
import type { NoteTarget, Told } from "./note.ts";
import { subscribe } from "./push_subscription.ts";
import type { PushWorker } from "./push_subscription.ts";
import { putSubscription, readPush } from "./push_api.ts";
import { pushTexts } from "./push_texts.ts";
import type { SpeakingScope } from "./push_texts.ts";
import { roomHref } from "../platform/room_address.ts";
import { isRead } from "./tabs.ts";
import type { TabLocks } from "./tabs.ts";

/** What of the worker's own scope is needed here. */
export interface PushScope {
  readonly registration: NoteWorker & PushWorker;
  readonly navigator: SpeakingScope["navigator"] & { readonly locks: TabLocks };
  readonly cookieStore?: SpeakingScope["cookieStore"];
  readonly clients: {
    matchAll(options: { type: "window"; includeUncontrolled: true }): Promise<readonly Client[]>;
    openWindow(address: string): Promise<unknown>;
  };
}

/** One of our pages, in some tab. */
export interface Client {
  readonly url: string;
  focus(): Promise<unknown>;
  postMessage(message: OpenMessage): void;
}

/** What the worker asks a page: to show a message. */
export interface OpenMessage extends NoteTarget {
  readonly type: "open";
}

/** An event that the worker is kept alive for. */
interface LivingEvent {
  waitUntil(work: Promise<unknown>): void;
}

/** A push arrived; `json()` throws where it is none. */
export interface PushArrival extends LivingEvent {
  readonly data: { json(): unknown } | null;
}

/** Somebody clicked on a notification. */
export interface NotificationClick extends LivingEvent {
  readonly notification: Pick<ShownNote, "close" | "data">;
}

/** Shows what was pushed, unless its room is before the reader's eyes. */
export function showPush(event: PushArrival, scope: PushScope): void {
  event.waitUntil(show(read(event), scope));
}

/** Leads to the message: in a page that is open, else in a new one. */
export function openNotification(event: NotificationClick, scope: PushScope): void {
  event.notification.close();
  const target = parseTarget(event.notification.data);
  if (target !== undefined) event.waitUntil(open(target, scope));
}

/** The browser's push service ended the subscription: makes another and tells the server. */
export function renewSubscription(event: LivingEvent, scope: PushScope): void {
  event.waitUntil(renew(scope));
}

/** Reads what a page was told by the worker; `undefined` when it is about something else. */
export function parseOpenMessage(message: unknown): NoteTarget | undefined {
  return (message as Partial<OpenMessage> | null)?.type === "open"
    ? parseTarget(message)
    : undefined;
}

function read({ data }: PushArrival): Told | undefined {
  try {
    return parseTold(data?.json());
  } catch {
    return undefined;
  }
}

async function show(told: Told | undefined, scope: PushScope): Promise<void> {
  if (told === undefined || await isRead(scope.navigator.locks, told.room)) return;
  const text = told.isSealed ? (await pushTexts(scope)).sealed : told.text;
  await showNote(scope.registration, { ...told, text });
}

async function open(target: NoteTarget, { clients }: PushScope): Promise<void> {
  // The one that had the focus last comes first; whichever room it shows, it can go there.
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find(({ url }) => new URL(url).pathname === "/chat");
  if (page === undefined) return void await clients.openWindow(roomHref(target.room, target.seq));
  page.postMessage({ type: "open", ...target });
  await page.focus();
}

async function renew({ registration }: PushScope): Promise<void> {
  const { key } = await readPush();
  if (key !== undefined) await putSubscription(await subscribe(registration, key));
}
