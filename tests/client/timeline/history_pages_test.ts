import { assertEquals } from "@std/assert";
import { HistoryPages } from "../../../client/timeline/history_pages.ts";
import { emptyRoom, receive } from "../../../client/timeline/state.ts";
import type { Page } from "../../../client/timeline/log_window.ts";
import { FakeNetwork } from "../connection/fake_network.ts";
import { message, page, seqs, welcome } from "./wire_samples.ts";

/** A room of 90 messages of which the last is loaded. */
class Stage {
  state = [welcome({ seq: 90 }), message(90)]
    .reduce(receive, emptyRoom("tea"));
  readonly network = new FakeNetwork();
  readonly came: Page[] = [];
  failures = 0;
  readonly pages = new HistoryPages({
    state: () => this.state,
    fetchMessages: this.network.fetchMessages,
    came: (page) => {
      this.came.push(page);
      this.state = receive(this.state, page);
    },
    failed: () => this.failures++,
  });

  /** What was asked for, in order. */
  get asked(): string[] {
    return this.network.fetches.map(({ path }) => path);
  }

  get statuses(): string[] {
    return [this.pages.status("older").value, this.pages.status("newer").value];
  }

  /** Puts the window elsewhere. */
  jump(...messages: number[]): void {
    const asked = { epoch: "e1", known: 90 };
    const around = messages.map((seq) => message(seq));
    this.state = receive(this.state, page(around, { kind: "around", more: true, asked }));
  }
}

Deno.test("HistoryPages.load() asks once for the page before the first message", async () => {
  const stage = new Stage();
  stage.pages.load("older");
  stage.pages.load("older");
  assertEquals(stage.asked, ["before=90&limit=100"]);
  assertEquals(stage.statuses, ["loading", "idle"]);
  await stage.network.fetches[0]!.answerWithMore(message(89));
  assertEquals(stage.statuses, ["idle", "idle"]);
  assertEquals(seqs(stage.state.messages), [89, 90]);
});

Deno.test("HistoryPages.load() asks in both directions where there is more in both", () => {
  const stage = new Stage();
  stage.jump(40, 41);
  stage.pages.load("older");
  stage.pages.load("newer");
  assertEquals(stage.asked, ["before=40&limit=100", "after=41&limit=100"]);
});

Deno.test("HistoryPages.load() asks for nothing where there is nothing", () => {
  const stage = new Stage();
  stage.pages.load("newer");
  stage.state = emptyRoom("tea");
  stage.pages.load("older");
  assertEquals(stage.asked, []);
});

Deno.test("HistoryPages says when a page failed, and asks again when told to", async () => {
  const stage = new Stage();
  stage.pages.load("older");
  await stage.network.fetches[0]!.fail();
  assertEquals([stage.statuses, stage.failures], [["failed", "idle"], 1]);
  stage.pages.load("older");
  assertEquals(stage.asked.length, 2);
});

Deno.test("HistoryPages.reconnected() lets what had failed be asked for again", async () => {
  const stage = new Stage();
  stage.pages.load("older");
  await stage.network.fetches[0]!.fail();
  stage.pages.reconnected();
  assertEquals(stage.statuses, ["idle", "idle"]);
});

Deno.test("HistoryPages.restart() hears no answer any more that is under way", async () => {
  const stage = new Stage();
  stage.pages.load("older");
  stage.pages.restart();
  stage.pages.load("older");
  await stage.network.fetches[0]!.answer(message(1));
  assertEquals([stage.came.length, stage.statuses[0]], [0, "loading"]);
  await stage.network.fetches[1]!.answer(message(2));
  assertEquals([stage.came.length, stage.statuses[0]], [1, "idle"]);
});
