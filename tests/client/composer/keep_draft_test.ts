import { assertEquals } from "@std/assert";
import { Conversation } from "../../../client/conversation/conversation.ts";
import type { Draft } from "../../../client/composer/draft.ts";
import { keepDraft } from "../../../client/composer/keep_draft.ts";
import type { OtherTabs } from "../../../client/composer/keep_draft.ts";
import { keyOf, StoredDrafts } from "../../../client/composer/stored_drafts.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { FakeNetwork } from "../connection/fake_network.ts";
import { FakeTurns } from "../outbox/fake_turns.ts";
import { MemoryOutbox } from "../outbox/memory_outbox.ts";
import { MemoryStorage } from "../platform/memory_storage.ts";
import { welcome } from "../timeline/wire_samples.ts";

/** A browser with tabs that are in the same room. */
class Browser implements Disposable {
  readonly clock = new FakeClock();
  readonly storage = new MemoryStorage();
  readonly drafts = new StoredDrafts(this.storage, "u-a");
  readonly #tabs: Tab[] = [];

  /** Opens a tab. */
  open(): Tab {
    const tab = new Tab(this);
    this.#tabs.push(tab);
    return tab;
  }

  /** Waits until everything is stored, and tells every tab of what others have stored. */
  settle(by: Tab): void {
    const before = this.storage.getItem(keyOf("tea"));
    this.clock.advance(1_000);
    const value = this.storage.getItem(keyOf("tea"));
    if (value === before) return;
    for (const tab of this.#tabs) if (tab !== by) tab.listener?.stored(keyOf("tea"), value);
  }

  get stored(): string | undefined {
    return this.drafts.find("tea")?.text;
  }

  [Symbol.dispose](): void {
    for (const tab of this.#tabs) tab.close();
    assertEquals(this.clock.pending, 0, "a timer was left behind");
  }
}

class Tab {
  readonly #network = new FakeNetwork();
  readonly #conversation: Conversation;
  readonly #stop: () => void;
  listener: Parameters<OtherTabs["watch"]>[0] | undefined;

  constructor({ clock, drafts }: Browser) {
    this.#conversation = new Conversation("tea", {
      clock,
      surroundings: this.#network,
      openSocket: this.#network.openSocket,
      author: { id: "a", name: "Ada" },
      outbox: new MemoryOutbox(),
      turns: new FakeTurns(),
      random: () => 0,
      newRef: () => "r",
      probe: () => Promise.resolve(426),
      fetchMessages: this.#network.fetchMessages,
    });
    const watch: OtherTabs["watch"] = (listener) => {
      this.listener = listener;
      return () => this.listener = undefined;
    };
    this.#stop = keepDraft(this.#conversation, { clock, drafts, tabs: { watch } });
    this.#conversation.open();
  }

  get draft(): Draft {
    return this.#conversation.draft;
  }

  get text(): string {
    return this.draft.text.value;
  }

  /** The server lets this tab in, to a log that `epoch` names. */
  enter(epoch: string): this {
    this.#network.socket.accept(welcome({ epoch }));
    return this;
  }

  close(): void {
    this.#stop();
    this.#conversation.close();
  }
}

Deno.test("keepDraft() stores what is written twice a second, and at once what is sent", () => {
  using browser = new Browser();
  const { draft } = browser.open();
  draft.write("h");
  browser.clock.advance(400);
  draft.write("hm");
  assertEquals(browser.stored, undefined);
  browser.clock.advance(100);
  assertEquals(browser.stored, "hm");
  draft.clear();
  assertEquals(browser.stored, undefined);
});

Deno.test("keepDraft() stores what is written when the page is left", () => {
  using browser = new Browser();
  const tab = browser.open();
  tab.draft.write("hm");
  tab.listener?.leaving();
  assertEquals(browser.stored, "hm");
});

Deno.test("keepDraft() takes up text and reply after a reload", () => {
  using browser = new Browser();
  const before = browser.open().enter("e1");
  before.draft.write("hm");
  before.draft.reply(7);
  before.close();
  const { draft } = browser.open();
  assertEquals(draft.text.value, "hm");
  assertEquals(draft.mode.value, { kind: "reply", seq: 7 });
});

Deno.test("keepDraft() drops the reply, not the text, when the log is another one", () => {
  using browser = new Browser();
  const before = browser.open().enter("e1");
  before.draft.write("hm");
  before.draft.reply(7);
  before.close();
  const tab = browser.open();
  tab.enter("e2");
  assertEquals(tab.text, "hm");
  assertEquals(tab.draft.mode.value, { kind: "new" });
});

Deno.test("keepDraft() keeps what was begun before an edit, not the edit", () => {
  using browser = new Browser();
  const tab = browser.open();
  tab.draft.write("hm");
  tab.draft.edit(3, "old words");
  browser.settle(tab);
  assertEquals(browser.stored, "hm");
});

Deno.test("keepDraft() shows in another tab what is written, and drops there what is sent", () => {
  using browser = new Browser();
  const [one, other] = [browser.open(), browser.open()];
  one.draft.write("hm");
  browser.settle(one);
  assertEquals(other.text, "hm");
  one.draft.clear();
  other.listener?.stored(keyOf("tea"), null);
  assertEquals(other.text, "");
});

Deno.test("keepDraft() leaves a tab alone when somebody else writes in another", () => {
  using browser = new Browser();
  const tab = browser.open();
  const draft = JSON.stringify({ text: "hm", at: 1, person: "u-b" });
  tab.listener?.stored(keyOf("tea"), draft);
  assertEquals(tab.text, "");
});

Deno.test("keepDraft() leaves a tab alone in which something else is written", () => {
  using browser = new Browser();
  const [one, other] = [browser.open(), browser.open()];
  one.draft.write("one");
  other.draft.write("other");
  one.listener?.leaving();
  other.listener?.stored(keyOf("tea"), browser.storage.getItem(keyOf("tea")));
  assertEquals(other.text, "other");
});

Deno.test("keepDraft() does not take away what another tab has stored since", () => {
  using browser = new Browser();
  const [one, other] = [browser.open(), browser.open()];
  one.draft.write("one");
  one.listener?.leaving();
  other.draft.write("other");
  other.listener?.leaving();
  one.draft.clear();
  assertEquals(browser.stored, "other");
});
