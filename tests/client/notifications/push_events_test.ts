import { assertEquals } from "@std/assert";
import { catalogueOf } from "../../../lib/texts/catalogues.ts";
import { english } from "../../../lib/texts/languages.ts";
import type { Note } from "../../../client/notifications/note.ts";
import type { ShownNote } from "../../../client/notifications/note_board.ts";
import {
  openNotification,
  parseOpenMessage,
  showPush,
} from "../../../client/notifications/push_events.ts";
import type { PushScope } from "../../../client/notifications/push_events.ts";
import { Tabs } from "../../../client/notifications/tabs.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { FakeLocks } from "../platform/fake_locks.ts";
import { FakePush } from "./fake_push.ts";

/** A worker with some pages open. */
class Stage {
  readonly locks = new FakeLocks();
  readonly tabs = new Tabs({ locks: this.locks, clock: new FakeClock() });
  readonly shown: Note[] = [];
  /** What became of pages, in order. */
  readonly done: string[] = [];
  readonly scope: PushScope;
  /** That the browser prefers, and that was chosen for our pages. */
  readonly languages = ["en-GB", "ar"];
  chosen: string | null = null;
  #work: Promise<unknown> = Promise.resolve();

  /** @param paths Of the pages that are open, the last used first. */
  constructor(...paths: string[]) {
    const clients = paths.map((path) => ({
      url: `https://chat.example${path}`,
      focus: () => Promise.resolve(this.done.push(`focus ${path}`)),
      postMessage: (message: unknown) =>
        void this.done.push(`tell ${path} ${JSON.stringify(parseOpenMessage(message))}`),
    }));
    this.scope = {
      navigator: { locks: this.locks, languages: this.languages },
      cookieStore: {
        get: () => Promise.resolve(this.chosen === null ? null : { value: this.chosen }),
      },
      registration: {
        pushManager: new FakePush().pushManager,
        getNotifications: ({ tag }) => Promise.resolve(this.#shownWith(tag)),
        showNotification: (title, options) =>
          Promise.resolve(void this.shown.push({ title, options })),
      },
      clients: {
        matchAll: () => Promise.resolve(clients),
        openWindow: (address) => Promise.resolve(this.done.push(`open ${address}`)),
      },
    };
  }

  /** A push arrives. */
  async push(json: () => unknown): Promise<void> {
    showPush({ data: { json }, waitUntil: (work) => this.#work = work }, this.scope);
    await this.#work;
  }

  /** Somebody clicks on a notification. */
  async click(data: unknown): Promise<void> {
    const notification = { data, close: () => void this.done.push("close") };
    openNotification({ notification, waitUntil: (work) => this.#work = work }, this.scope);
    await this.#work;
  }

  #shownWith(tag: string): ShownNote[] {
    return this.shown.filter(({ options }) => options.tag === tag)
      .map(({ options }) => ({ tag, data: options.data, close: () => {} }));
  }
}

const told = { room: "tea", seq: 7, at: 7_000, from: "Bob", text: "hi", isMention: true };

Deno.test("showPush() shows what was pushed", async () => {
  const stage = new Stage();
  await stage.push(() => told);
  const [{ title, options }] = stage.shown as [Note];
  assertEquals([title, options.body, options.data], ["Bob · tea", "hi", { room: "tea", seq: 7 }]);
});

Deno.test("showPush() shows nothing of a room that is before the reader's eyes", async () => {
  const stage = new Stage("/chat?room=tea");
  stage.tabs.reading("tea");
  await stage.push(() => told);
  assertEquals(stage.shown, []);
  await stage.push(() => ({ ...told, room: "dev" }));
  assertEquals(stage.shown.length, 1);
  stage.tabs.reading(undefined);
});

Deno.test("showPush() shows nothing that a page has shown already", async () => {
  const stage = new Stage();
  await stage.push(() => told);
  await stage.push(() => told);
  assertEquals(stage.shown.length, 1);
});

Deno.test("showPush() says of a sealed message by whom it is, and no more", async () => {
  const stage = new Stage();
  const room = `direct.${"0".repeat(26)}`;
  await stage.push(() => ({ ...told, room, text: "", isSealed: true, isMention: false }));
  const [{ title, options }] = stage.shown as [Note];
  assertEquals([title, options.body], ["Bob", "A sealed message"]);
});

Deno.test("showPush() speaks the language of the pages, else the browser's first that we speak", async () => {
  const stage = new Stage();
  const sealed = { ...told, text: "", isSealed: true };
  stage.chosen = "ar";
  await stage.push(() => sealed);
  stage.chosen = null;
  stage.languages.splice(0, 2, "xx", "ar-EG");
  await stage.push(() => ({ ...sealed, seq: 8 }));
  const { push: { sealed: arabic } } = catalogueOf({ ...english, tag: "ar" });
  assertEquals(stage.shown.map(({ options }) => options.body), [arabic, arabic]);
});

Deno.test("showPush() passes over what it cannot read", async () => {
  const stage = new Stage();
  await stage.push(() => {
    throw new SyntaxError("no JSON");
  });
  await stage.push(() => ({ room: "tea" }));
  assertEquals(stage.shown, []);
});

Deno.test("openNotification() has the page that was used last go to the message", async () => {
  const stage = new Stage("/", "/chat?room=dev", "/chat?room=tea");
  await stage.click({ room: "tea", seq: 7 });
  assertEquals(stage.done, [
    "close",
    'tell /chat?room=dev {"room":"tea","seq":7}',
    "focus /chat?room=dev",
  ]);
});

Deno.test("openNotification() opens a page where none could go there", async () => {
  const stage = new Stage("/");
  await stage.click({ room: "tea", seq: 7 });
  assertEquals(stage.done, ["close", "open /chat?room=tea#m7"]);
});

Deno.test("openNotification() does nothing but close what is none of ours", async () => {
  const stage = new Stage("/chat?room=tea");
  await stage.click({ somewhere: "else" });
  assertEquals(stage.done, ["close"]);
});

Deno.test("parseOpenMessage() reads what the worker asks and nothing else", () => {
  assertEquals(parseOpenMessage({ type: "open", room: "tea", seq: 7 }), { room: "tea", seq: 7 });
  for (const message of [null, "open", { type: "other", room: "tea", seq: 7 }, { type: "open" }]) {
    assertEquals(parseOpenMessage(message), undefined);
  }
});
