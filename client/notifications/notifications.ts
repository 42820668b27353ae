/**
 * Notifications of the desktop, put together for a page: who is told of what, whether the browser
 * permits it, and what of it goes on while no page is open.
 */
import { effect } from "@preact/signals";
import { untilDone } from "../connection/until_done.ts";
import type { Retrying } from "../connection/until_done.ts";
import { NoteBoard } from "./note_board.ts";
import type { Note, NoteTarget } from "./note.ts";
import { NotificationLevels } from "./notification_levels.ts";
import { Notifier } from "./notifier.ts";
import type { News } from "./notifier.ts";
import { PermissionWatch } from "./permission.ts";
import { Push } from "./push.ts";
import { deleteSubscription, putLevel, putSubscription, readPush } from "./push_api.ts";
import { parseOpenMessage } from "./push_events.ts";
import type { Settings, SettingsStorage } from "../platform/settings.ts";
import { Tabs } from "./tabs.ts";

/** What {@linkcode Notifications} need from outside. */
export interface NotificationsParts {
  /** For what the server is asked until it answers; its clock tells tabs apart, too. */
  readonly retrying: Retrying;
  readonly settings: Settings;
  readonly storage: SettingsStorage;
  /** The reader clicked on a notification. */
  go(target: NoteTarget): void;
}

/** See the module's words. There is one to a page, for as long as the page lives. */
export class Notifications {
  /** Whether the browser permits them. */
  readonly permission: PermissionWatch = new PermissionWatch(globalThis);
  /** Which messages of each room one is told of. */
  readonly levels: NotificationLevels;
  /** The switch for those that come while no page is open. */
  readonly push: Push = new Push({ findWorker, putSubscription, deleteSubscription });
  readonly #retrying: Retrying;
  readonly #settings: Settings;
  readonly #tabs: Tabs;
  readonly #board: NoteBoard;
  readonly #notifier: Notifier;

  /** Begins to listen for clicks; {@linkcode open} asks the server. */
  constructor({ retrying, settings, storage, go }: NotificationsParts) {
    this.#retrying = retrying;
    this.#settings = settings;
    this.levels = new NotificationLevels({ storage, readPush, putLevel });
    this.#tabs = new Tabs({ locks: navigator.locks, clock: retrying.clock });
    this.#board = new NoteBoard({ findWorker, showAlone, clicked: go });
    this.#notifier = new Notifier({
      isOn: () => this.areOn,
      levelOf: (room) => this.levels.of(room),
      isRead: (room) => this.#tabs.isRead(room),
      claim: (what) => this.#tabs.claim(what),
      show: (told) => this.#board.show(told),
    });
    navigator.serviceWorker?.addEventListener("message", ({ data }) => {
      const target = parseOpenMessage(data);
      if (target !== undefined) go(target);
    });
  }

  /** Whether they are wanted and permitted. Follows changes where signals are followed. */
  get areOn(): boolean {
    return this.permission.current.value === "granted" &&
      this.#settings.of("notifications").value === "on";
  }

  /** Whether they could come while no page is open: this browser and the server both can push. */
  get canPush(): boolean {
    return "PushManager" in globalThis && this.levels.pushKey.value !== undefined;
  }

  /** Has the browser ask the reader for permission. Only upon a click. */
  async turnOn(): Promise<void> {
    await this.permission.ask();
    if (this.permission.current.peek() === "granted") this.#settings.choose("notifications", "on");
  }

  /** Asks the server what it keeps of them, and sees to it that pushes still come if they should. */
  open(): void {
    effect(() => {
      const [key, status] = [this.levels.pushKey.value, this.push.status.value];
      const isWanted = this.areOn && this.#settings.of("push").value === "on";
      if (key === undefined) return;
      if (isWanted && status === "off") void this.push.turnOn(key);
      if (!isWanted && status === "on") void this.push.turnOff();
    });
    untilDone(async () => {
      if (!await this.levels.load()) throw new Error("Cannot read what the server keeps");
    }, this.#retrying);
  }

  /** Turns pushes on or off. What does not succeed is tried again at each visit, or when asked. */
  choosePush(isWanted: boolean): void {
    this.#settings.choose("push", isWanted ? "on" : "off");
    const [key, status] = [this.levels.pushKey.peek(), this.push.status.peek()];
    if (isWanted && key !== undefined && status === "failed") void this.push.turnOn(key);
  }

  /** Call with each message that somebody else says just now. */
  heard(news: News): void {
    void this.#notifier.heard(news).catch(() => {
      // The browser refuses after all; the message stands in the log all the same.
    });
  }

  /** Call with the room that is before the reader's eyes, `undefined` when none is. */
  reading(room: string | undefined): void {
    this.#tabs.reading(room);
  }

  /** Call when nothing is left unread in a room. */
  allRead(room: string): void {
    void this.#board.clear(room).catch(() => {
      // It goes with the next message of the room, or by hand.
    });
  }
}

/** The worker that shows notifications; `undefined` where the page has none, or none yet. */
async function findWorker(): Promise<ServiceWorkerRegistration | undefined> {
  const registration = await navigator.serviceWorker?.getRegistration();
  return registration?.active ? registration : undefined;
}

function showAlone({ title, options }: Note, clicked: () => void): Notification {
  const notification = new Notification(title, options);
  notification.onclick = () => {
    focus();
    clicked();
  };
  return notification;
}
