import { assertEquals } from "@std/assert";
import { ConnectionNews } from "../../../client/conversation/connection_news.ts";
import type { ConnectionStatus } from "../../../client/connection/connection.ts";
import { FakeClock } from "../../support/fake_clock.ts";

class Stage {
  readonly clock = new FakeClock();
  readonly said: string[] = [];
  readonly news = new ConnectionNews(this.clock, (text) => this.said.push(text));

  /** Goes through these, each lasting a second. */
  pass(...kinds: ("open" | "waiting" | "retrying" | "offline")[]): void {
    for (const kind of kinds) {
      const status: ConnectionStatus = kind === "waiting" ? { kind, retryAtMs: 0 } : { kind };
      this.news.changed(status);
      this.clock.advance(1_000);
    }
  }
}

Deno.test("ConnectionNews says once that the connection is lost, and once that it is back", () => {
  const stage = new Stage();
  stage.pass("open", "waiting", "retrying", "waiting", "offline", "retrying", "open");
  assertEquals(stage.said, ["Connection lost. Reconnecting…", "Connected again."]);
});

Deno.test("ConnectionNews says nothing of the first connection", () => {
  const stage = new Stage();
  stage.news.changed({ kind: "connecting" });
  stage.pass("open");
  assertEquals(stage.said, []);
});

Deno.test("ConnectionNews says nothing of a blink of the network", () => {
  const stage = new Stage();
  stage.news.changed({ kind: "waiting", retryAtMs: 0 });
  stage.clock.advance(599);
  stage.pass("open");
  assertEquals(stage.said, []);
});

Deno.test("ConnectionNews says that one is offline", () => {
  const stage = new Stage();
  stage.pass("open", "offline");
  assertEquals(stage.said, ["You are offline. Messages go out when you are back."]);
});

Deno.test("ConnectionNews leaves the end of a conversation to its alert", () => {
  const stage = new Stage();
  stage.news.changed({ kind: "retrying" });
  stage.news.changed({ kind: "ended", code: 4500 });
  stage.clock.advance(1_000);
  assertEquals(stage.said, []);
});
