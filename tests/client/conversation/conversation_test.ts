import { assertEquals } from "@std/assert";
import { Conversation } from "../../../client/conversation/conversation.ts";
import { findOriginal } from "../../../client/timeline/state.ts";
import { timeText } from "../../../client/i18n/times.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { FakeNetwork, settled } from "../connection/fake_network.ts";
import { FakeTurns } from "../outbox/fake_turns.ts";
import { MemoryOutbox } from "../outbox/memory_outbox.ts";
import { ada, bob, edited, message, seqs, welcome } from "../timeline/wire_samples.ts";

/** A conversation with a server that the test plays. */
class Stage implements Disposable {
  readonly clock = new FakeClock();
  readonly network = new FakeNetwork();
  /** What the notifier was told: the seq, and whether it mentions the reader. */
  readonly news: [seq: number, isMention: boolean][] = [];
  readonly outbox = new MemoryOutbox();
  #refs = 0;
  readonly conversation = new Conversation("tea", {
    clock: this.clock,
    surroundings: this.network,
    openSocket: this.network.openSocket,
    author: { id: "a", name: "Ada" },
    outbox: this.outbox,
    turns: new FakeTurns(),
    random: () => 0,
    newRef: () => `r${++this.#refs}`,
    probe: () => Promise.resolve(426),
    fetchMessages: this.network.fetchMessages,
    heardNews: ({ message, isMention }) => void this.news.push([message.seq, isMention]),
  });

  constructor() {
    this.conversation.open();
  }

  get seqs(): number[] {
    return seqs(this.conversation.state.value.messages);
  }

  /** The words of the notices. */
  get notices(): string[] {
    return this.conversation.notices.list.value.map(({ text }) => text);
  }

  /** What is read out now. */
  get announced(): string[] {
    return this.conversation.announcer.list.value.map(({ text }) => text);
  }

  /** Breaks the connection and lets the next try begin. */
  reconnect(): void {
    this.network.socket.close(1006);
    this.clock.advance(0);
  }

  [Symbol.dispose](): void {
    this.conversation.close();
    assertEquals(this.clock.pending, 0, "a timer was left behind");
  }
}

Deno.test("Conversation resumes from the last event after the connection broke", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 2 }), message(1), message(2));
  stage.reconnect();
  assertEquals(stage.network.socket.path, "/room?room=tea&since=2&epoch=e1");
});

Deno.test("Conversation shows neither gap nor double after a resume", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 2 }), message(1), message(2));
  stage.reconnect();
  stage.network.socket.accept(welcome({ resumed: true, seq: 4 }), message(3), message(4));
  stage.network.socket.say(message(5));
  assertEquals(stage.seqs, [1, 2, 3, 4, 5]);
});

Deno.test("Conversation comes back when an event is missing, without showing what follows", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 1 }), message(1));
  stage.network.socket.say(message(3), message(4));
  assertEquals(stage.seqs, [1]);
  stage.clock.advance(0);
  assertEquals(stage.network.socket.path, "/room?room=tea&since=1&epoch=e1");
});

Deno.test("Conversation sends an unacknowledged message again, and shows it once", async () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome());
  stage.conversation.say("hello");
  await settled();
  const [said] = stage.network.socket.sentOf("say");
  stage.reconnect();
  stage.network.socket.accept(welcome());
  await settled();
  assertEquals(stage.network.socket.sentOf("say"), [said]);
  stage.network.socket.say(message(1, { from: ada, ref: said!.ref!, text: "hello" }));
  assertEquals(stage.conversation.pending.list.value, []);
  assertEquals(stage.seqs, [1]);
});

Deno.test("Conversation takes an acknowledgement that comes ahead of the replay", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 1 }), message(1));
  stage.conversation.say("hello");
  stage.reconnect();
  stage.network.socket.accept(welcome({ resumed: true, seq: 3 }));
  const mine = message(3, { from: ada, ref: "r1" });
  stage.network.socket.say(mine);
  stage.network.socket.say(message(2), mine);
  assertEquals(stage.conversation.pending.list.value, []);
  assertEquals(stage.seqs, [1, 2, 3]);
});

Deno.test("Conversation leaves somebody else's message with the same ref alone", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome());
  stage.conversation.say("hello");
  stage.network.socket.say(message(1, { from: bob, ref: "r1" }));
  assertEquals(stage.conversation.pending.list.value.length, 1);
});

Deno.test("Conversation.load() asks by the room's own API for the page before the first message", async () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 9 }), message(8), message(9));
  stage.conversation.load("older");
  assertEquals(stage.network.fetches.map(({ path }) => path), [
    "/api/rooms/tea/messages?before=8&limit=100",
  ]);
  await stage.network.fetches[0]!.answer(message(7));
  assertEquals(stage.seqs, [7, 8, 9]);
  assertEquals(stage.conversation.pages("older").value, "idle");
});

Deno.test("Conversation passes over a page of a log that was replaced", async () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 9 }), message(9));
  stage.conversation.load("older");
  stage.reconnect();
  stage.network.socket.accept(welcome({ seq: 9, epoch: "e2" }), message(9));
  await stage.network.fetches[0]!.answer(message(7));
  assertEquals(stage.seqs, [9]);
});

Deno.test("Conversation says when a page failed, and asks again once it is connected anew", async () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 9 }), message(9));
  stage.conversation.load("older");
  await stage.network.fetches[0]!.fail();
  assertEquals(stage.conversation.pages("older").value, "failed");
  assertEquals(stage.announced, ["Those messages did not load."]);
  stage.reconnect();
  stage.network.socket.accept(welcome({ seq: 9, resumed: true }));
  assertEquals(stage.conversation.pages("older").value, "idle");
});

Deno.test("Conversation shows one notice for errors of one kind", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome());
  const error = { type: "error", code: "forbidden", message: "Cannot" } as const;
  stage.network.socket.say(error, error);
  assertEquals(stage.conversation.notices.list.value.map(({ kind }) => kind), ["forbidden"]);
  stage.conversation.notices.dismiss("forbidden");
  assertEquals(stage.conversation.notices.list.value, []);
});

Deno.test("Conversation troubles nobody with a sign of typing that came too soon", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome());
  stage.network.socket.say({ type: "error", code: "rate_limited", message: "Cannot" });
  assertEquals(stage.conversation.notices.list.value, []);
});

Deno.test("Conversation has the author that the page names, until the welcome names one", () => {
  using stage = new Stage();
  assertEquals(stage.conversation.author, { id: "a", name: "Ada" });
  stage.network.socket.accept(welcome({ you: { ...bob, role: "member" } }));
  assertEquals(stage.conversation.author.id, "b");
});

Deno.test("Conversation tells once that messages wait, and that none does any more", async () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome());
  stage.network.socket.close(1006);
  stage.conversation.say("one");
  assertEquals(stage.announced, ["Your message waits. It goes out when you are back."]);
  stage.clock.advance(0);
  stage.conversation.announcer.say("something else");
  stage.conversation.say("two");
  assertEquals(stage.announced, ["something else"]);
  stage.network.socket.accept(welcome());
  for (const [seq, ref] of [[1, "r1"], [2, "r2"]] as const) {
    await settled();
    stage.network.socket.say(message(seq, { from: ada, ref }));
  }
  assertEquals(stage.announced, ["No message waits any more."]);
});

Deno.test("Conversation tells once of each message that is refused, and why", async () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome());
  stage.conversation.say("one");
  await settled();
  stage.network.socket.say({ type: "error", ref: "r1", code: "unavailable", message: "Cannot" });
  await settled();
  assertEquals(stage.announced, [
    "Not sent. The server could not store that just now. Try again in a moment.",
  ]);
  stage.conversation.announcer.say("something else");
  stage.conversation.say("two");
  await settled();
  assertEquals(stage.announced, ["something else"]);
});

Deno.test("Conversation warns once when the browser would lose what waits", async () => {
  using stage = new Stage();
  stage.outbox.isBroken = true;
  stage.network.socket.accept(welcome());
  stage.conversation.say("on its way");
  await settled();
  assertEquals(stage.notices, []);
  stage.network.socket.close(1006);
  assertEquals(stage.notices.length, 1);
  stage.conversation.notices.dismiss("outbox");
  stage.conversation.say("waits too");
  await settled();
  assertEquals(stage.notices, []);
});

Deno.test("Conversation forgets a typist after 6 s", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome());
  stage.network.socket.say({ type: "typing", from: bob, on: true });
  assertEquals(stage.conversation.typing.typists.value.length, 1);
  stage.clock.advance(6_000);
  assertEquals(stage.conversation.typing.typists.value, []);
});

Deno.test("Conversation marks an edit as read too", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 1 }), message(1));
  stage.conversation.reader.sawNewest();
  stage.network.socket.say(edited(2, 1, "better"));
  stage.conversation.reader.sawNewest();
  stage.clock.advance(2_000);
  assertEquals(stage.network.socket.sentOf("read"), [
    { type: "read", seq: 1 },
    { type: "read", seq: 2 },
  ]);
});

Deno.test("Conversation marks again as read what was lost with the connection", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 1 }), message(1));
  stage.conversation.reader.sawNewest();
  stage.reconnect();
  stage.network.socket.accept(welcome({ seq: 1, resumed: true }));
  stage.clock.advance(2_000);
  assertEquals(stage.network.socket.sentOf("read"), [{ type: "read", seq: 1 }]);
});

Deno.test("Conversation announces what others say now, neither history nor replay nor itself", () => {
  using stage = new Stage();
  const said = () => stage.conversation.announcer.list.value.map(({ text }) => text.split(",")[0]);
  stage.network.socket.accept(welcome({ seq: 2 }), message(1), message(2));
  stage.network.socket.say(message(3, { from: ada }));
  assertEquals(said(), []);
  stage.reconnect();
  stage.network.socket.accept(welcome({ resumed: true, seq: 5 }), message(4), message(5));
  assertEquals(said(), []);
  stage.network.socket.say(message(6));
  assertEquals(said(), ["Bob: text 6"]);
});

Deno.test("Conversation says that the server was restarted when the log is another", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 1 }), message(1));
  stage.reconnect();
  stage.network.socket.accept(welcome({ epoch: "e2" }));
  assertEquals(stage.notices, [
    "The server was restarted; earlier messages of this room are gone.",
  ]);
});

Deno.test("Conversation says that only the newest messages came after a long absence", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 1 }), message(1));
  stage.reconnect();
  stage.network.socket.accept(welcome({ seq: 2_000 }), message(2_000));
  assertEquals(stage.notices, [
    "You were away for long; here are the newest messages. Scroll up for the others.",
  ]);
});

Deno.test("Conversation says nothing when it resumes, or when there was nothing to lose", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome());
  stage.reconnect();
  stage.network.socket.accept(welcome({ epoch: "e2", seq: 1 }), message(1));
  stage.reconnect();
  stage.network.socket.accept(welcome({ epoch: "e2", seq: 1, resumed: true }));
  assertEquals(stage.notices, []);
});

Deno.test("Conversation marks again as read what the server took for too fast", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 1 }), message(1));
  stage.conversation.reader.sawNewest();
  const error = { type: "error", code: "rate_limited", message: "Cannot" } as const;
  stage.network.socket.say({ ...error, retryAfter: 500 });
  stage.clock.advance(2_000);
  assertEquals(stage.network.socket.sentOf("read").map(({ seq }) => seq), [1, 1]);
});

/** Hears the newest of a long room: messages 498 to 500, the last in reply to number 7. */
function enterLongRoom(stage: Stage): void {
  const newest = [message(498), message(499), message(500, { replyTo: 7 })];
  stage.network.socket.accept(welcome({ seq: 500 }), ...newest);
}

Deno.test("Conversation.wantOriginal() fetches one message, by the room's own API", async () => {
  using stage = new Stage();
  enterLongRoom(stage);
  stage.conversation.wantOriginal(7);
  stage.conversation.wantOriginal(499);
  assertEquals(stage.network.fetches.map(({ path }) => path), [
    "/api/rooms/tea/messages?after=6&before=8&limit=1",
  ]);
  await stage.network.fetches[0]!.answer(message(7));
  stage.conversation.wantOriginal(7);
  assertEquals(stage.network.fetches.length, 1);
  assertEquals(findOriginal(stage.conversation.state.value, 7), message(7));
});

Deno.test("Conversation fetches again what had failed once it is connected anew", async () => {
  using stage = new Stage();
  enterLongRoom(stage);
  stage.conversation.wantOriginal(7);
  for (const waitMs of [2_000, 8_000, 0]) {
    await stage.network.fetches.at(-1)!.fail();
    stage.clock.advance(waitMs);
  }
  assertEquals(findOriginal(stage.conversation.state.value, 7), "failed");
  stage.reconnect();
  stage.network.socket.accept(welcome({ seq: 500, resumed: true }));
  assertEquals(stage.network.fetches.length, 4);
});

Deno.test("Conversation passes over an original of a log that was replaced, and asks anew", async () => {
  using stage = new Stage();
  enterLongRoom(stage);
  stage.conversation.wantOriginal(7);
  stage.reconnect();
  stage.network.socket.accept(welcome({ seq: 20, epoch: "e2" }), message(20, { replyTo: 7 }));
  await stage.network.fetches[0]!.answer(message(7));
  assertEquals(findOriginal(stage.conversation.state.value, 7), undefined);
  await stage.network.fetches[1]!.answer(message(7, { text: "another" }));
  assertEquals(findOriginal(stage.conversation.state.value, 7), message(7, { text: "another" }));
});

/** Takes the reader to message 250 of the long room. */
async function goFarBack(stage: Stage): Promise<void> {
  stage.conversation.goTo(250);
  for (const fetch of stage.network.fetches) {
    await fetch.answerWithMore(message(249), message(250), message(251));
  }
  stage.conversation.seek.reached();
}

Deno.test("Conversation.goTo() shows a message however far back it is", async () => {
  using stage = new Stage();
  enterLongRoom(stage);
  await goFarBack(stage);
  assertEquals(stage.announced, ["Loading messages"]);
  assertEquals(stage.seqs, [249, 250, 251]);
  assertEquals(stage.notices, []);
});

Deno.test("Conversation.goTo() says so when the page fails, and not any more when it is tried again", async () => {
  using stage = new Stage();
  enterLongRoom(stage);
  stage.conversation.goTo(250);
  for (const fetch of stage.network.fetches) await fetch.fail();
  assertEquals(stage.notices, ["The messages around it did not load. Try again in a moment."]);
  stage.conversation.goTo(250);
  assertEquals(stage.notices, []);
});

Deno.test("Conversation.toNewest() goes back with all that came meanwhile", async () => {
  using stage = new Stage();
  enterLongRoom(stage);
  await goFarBack(stage);
  stage.network.socket.say(message(501));
  stage.conversation.toNewest();
  assertEquals(stage.seqs, [498, 499, 500, 501]);
  assertEquals(stage.conversation.seek.target.value, "newest");
});

Deno.test("Conversation.goTo() one of the newest goes there without asking", async () => {
  using stage = new Stage();
  enterLongRoom(stage);
  await goFarBack(stage);
  const before = stage.network.fetches.length;
  stage.conversation.goTo(499);
  assertEquals([stage.seqs, stage.conversation.seek.target.value], [[498, 499, 500], 499]);
  assertEquals(stage.network.fetches.length, before);
});

Deno.test("Conversation.say() takes the reader to the newest", async () => {
  using stage = new Stage();
  enterLongRoom(stage);
  await goFarBack(stage);
  stage.conversation.say("here");
  assertEquals(stage.seqs, [498, 499, 500]);
});

Deno.test("Conversation announces whom a reply answers", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 1 }), message(1, { from: ada }));
  stage.network.socket.say(message(2, { replyTo: 1 }));
  assertEquals(stage.announced, [`Bob, in reply to Ada: text 2, ${timeText(2_000)}`]);
});

Deno.test("Conversation.unread is what came since the reader saw the newest", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 2, read: 1 }), message(1), message(2));
  assertEquals(stage.conversation.unread.value, { count: 1, mentions: 0, isMore: false });
  stage.conversation.reader.sawNewest();
  stage.network.socket.say(message(3, { text: "@Ada" }));
  assertEquals(stage.conversation.unread.value, { count: 1, mentions: 1, isMore: false });
});

Deno.test("Conversation tells of what others say just now, and whether that means the reader", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 2 }), message(1, { from: ada }), message(2));
  stage.network.socket.say(
    message(3),
    message(4, { from: ada, text: "mine" }),
    message(5, { text: "look, @ada" }),
    message(6, { replyTo: 1 }),
    message(7, { replyTo: 2 }),
  );
  assertEquals(stage.news, [[3, false], [5, true], [6, true], [7, false]]);
});

Deno.test("Conversation tells of nothing that a replay brings", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 1 }), message(1));
  stage.reconnect();
  stage.network.socket.accept(welcome({ resumed: true, seq: 2 }), message(2));
  assertEquals(stage.news, []);
});

/** The message before which the line stands. */
function lineOf({ conversation }: Stage): number | undefined {
  return conversation.reader.line.value?.seq;
}

Deno.test("Reader draws the line before what came since one was here last, and leaves it", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 4, read: 2 }), message(2), message(3), message(4));
  assertEquals(lineOf(stage), 3);
  stage.conversation.reader.saw(4);
  stage.network.socket.say(message(5));
  assertEquals(lineOf(stage), 3);
  assertEquals(stage.conversation.reader.line.value?.count, 2);
});

Deno.test("Reader.look() draws the line anew once there is something new", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 3, read: 2 }), message(2), message(3));
  stage.conversation.reader.sawNewest();
  stage.conversation.reader.look();
  assertEquals(lineOf(stage), 3);
  stage.network.socket.say(message(4));
  stage.conversation.reader.look();
  assertEquals(lineOf(stage), 4);
});

Deno.test("Reader.enter() takes away a line whose messages are read", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 3, read: 2 }), message(2), message(3));
  stage.conversation.reader.sawNewest();
  stage.conversation.reader.enter();
  assertEquals(lineOf(stage), undefined);
});

Deno.test("Reader draws a line before what one missed, not while another still serves", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 3, read: 2 }), message(2), message(3));
  stage.reconnect();
  stage.network.socket.accept(welcome({ seq: 4, resumed: true }), message(4));
  assertEquals(lineOf(stage), 3);
  stage.conversation.reader.sawNewest();
  stage.reconnect();
  stage.network.socket.accept(welcome({ seq: 4, resumed: true }));
  assertEquals(lineOf(stage), 3);
  stage.reconnect();
  stage.network.socket.accept(welcome({ seq: 5, resumed: true }), message(5));
  assertEquals(lineOf(stage), 5);
});

Deno.test("Reader draws no line before what one said oneself", () => {
  using stage = new Stage();
  const mine = message(3, { from: ada });
  stage.network.socket.accept(welcome({ seq: 4, read: 1 }), message(2), mine, message(4));
  assertEquals(lineOf(stage), 4);
});

Deno.test("Reader.markRead() takes all for read, and the line away", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 3, read: 1 }), message(2), message(3));
  stage.conversation.reader.markRead();
  assertEquals([lineOf(stage), stage.conversation.unread.value.count], [undefined, 0]);
  assertEquals(stage.network.socket.sentOf("read").at(-1)?.seq, 3);
});

Deno.test("Conversation.goToUnread() loads back to the line", async () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 500, read: 200 }), message(500));
  assertEquals(lineOf(stage), undefined);
  stage.conversation.goToUnread();
  assertEquals(stage.network.fetches[0]!.path, "/api/rooms/tea/messages?after=150&limit=100");
  await stage.network.fetches[0]!.answerWithMore(message(200), message(203));
  assertEquals([stage.conversation.seek.target.value, lineOf(stage)], [203, 203]);
});

Deno.test("What comes while the reader follows the newest was never unread", () => {
  using stage = new Stage();
  stage.network.socket.accept(welcome({ seq: 1 }), message(1));
  const counts: number[] = [];
  const end = stage.conversation.unread.subscribe(({ count }) => void counts.push(count));
  stage.conversation.reader.isFollowing = true;
  stage.network.socket.say(message(2), message(3));
  stage.conversation.reader.isFollowing = false;
  stage.network.socket.say(message(4));
  end();
  assertEquals(counts, [0, 1]);
});
