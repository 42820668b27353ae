/** The promises of `Store` on searching and forgetting, as tests: every store has to pass them. */
import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { isEmpty, isFound, parseSearch } from "../../lib/store/search.ts";
import type { Store } from "../../lib/store/store.ts";
import type { Message } from "../../lib/wire/messages.ts";
import { assertHolds } from "../support/property.ts";
import { ada, bob, deletion, edit, freshName, reaction, results, said } from "./subject.ts";
import type { Subject } from "./subject.ts";
import { tester } from "./subject.ts";
import { roomDraft } from "../support/room_draft.ts";

/** The numbers of what `text` finds, newest first. */
async function found({ store, room }: Subject, text: string): Promise<number[]> {
  return (await store.search(room, { text, limit: 100 })).results.map(({ seq }) => seq);
}

/** Words that are near each other, and those that a search reads otherwise. */
const anyWord = fc.oneof(
  fc.constantFrom(
    "tea",
    "Tea!",
    "teapot",
    "té",
    "te",
    "ada",
    "AND",
    "OR",
    "NEAR",
    "İ",
    "ﬁ",
    "東京",
    "東",
  ),
  fc.constantFrom(
    "Straße",
    "STRASSE",
    "ชา",
    "a_b",
    "a-b",
    "it's",
    "1.5",
    "c++",
    "x\u0301",
    "\u0345",
    "قَهْوة",
  ),
  fc.string({ unit: "binary", maxLength: 3 }).map((text) =>
    text.toWellFormed().replaceAll("\0", "")
  ),
);
const anyQuery = fc.array(
  fc.oneof(
    anyWord,
    anyWord.map((word) => `${word.slice(0, 2)}*`),
    fc.tuple(anyWord, anyWord).map((words) => `"${words.join(" ")}"`),
    fc.constantFrom(
      "from:ada",
      'from:"ada lovelace"',
      "from:é",
      "from:l*",
      "after:2026-04",
      "before:2026-09",
    ),
    fc.constantFrom(
      '"',
      "*",
      '""',
      "(",
      "NEAR(",
      "text:tea",
      "-tea",
      "^",
      "{a b}:",
      "'; drop table x",
    ),
  ),
  { minLength: 1, maxLength: 3 },
).map((parts) => parts.join(" "));

/** All messages of a room, oldest first. */
async function everything(subject: Subject): Promise<Message[]> {
  const messages: Message[] = [];
  while (true) {
    const page = await subject.messages({ after: messages.at(-1)?.seq ?? 0 });
    if (page.length === 0) return messages;
    messages.push(...page);
  }
}

/**
 * Registers the tests.
 *
 * @param name Stands before each test's name.
 * @param open Opens the store; it may hold rooms already. Each test closes it.
 */
export function searchContract(name: string, open: () => Promise<Store>): void {
  const test = tester(name, open);

  test("search() finds the messages that hold a word, newest first", async (subject) => {
    await subject.append(said("Green tea"), said("coffee"), said("tea?"), said("teapot"));
    assertEquals(await found(subject, "tea"), [3, 1]);
  });

  test("search() finds the messages that hold all words, in any order", async (subject) => {
    await subject.append(said("milk and tea"), said("milk"), said("tea with milk"));
    assertEquals(await found(subject, "tea milk"), [3, 1]);
  });

  test("search() finds words that follow on each other by a phrase", async (subject) => {
    await subject.append(said("the green tea"), said("tea is green"), said("Green,\ntea!"));
    assertEquals(await found(subject, '"green tea"'), [3, 1]);
  });

  test("search() finds words by how they begin", async (subject) => {
    await subject.append(said("teapot"), said("tea"), said("steak"), said("the team"));
    assertEquals(await found(subject, "tea*"), [4, 2, 1]);
    assertEquals(await found(subject, '"the te"*'), [4]);
  });

  test("search() knows neither case nor accents", async (subject) => {
    await subject.append(said("Crème Brûlée"), said("ΟΔΟΣ"), said("İstanbul"), said("creme"));
    assertEquals(await found(subject, "CREME"), [4, 1]);
    assertEquals(await found(subject, "οδος"), [2]);
    assertEquals(await found(subject, "istanbul"), [3]);
  });

  test("search() finds words within sentences that have no spaces", async (subject) => {
    await subject.append(said("私は東京に住んでいます"), said("京都と東"), said("ฉันชอบชา"));
    assertEquals(await found(subject, "東京"), [1]);
    assertEquals(await found(subject, "ชา"), [3]);
  });

  test("search() finds what somebody wrote, by the words of the name", async (subject) => {
    const lovelace = { ...ada, id: "al", name: "Ada Lovelace" };
    await subject.append(said("tea"), said("tea", { from: bob }), said("tea", { from: lovelace }));
    assertEquals(await found(subject, "tea from:ada"), [3, 1]);
    assertEquals(await found(subject, 'from:"ada lovelace"'), [3]);
    assertEquals(await found(subject, "from:BOB"), [2]);
    assertEquals(await found(subject, "from:lov*"), [3]);
    assertEquals(await found(subject, "ada"), []);
  });

  test("search() finds what was said before and after a date", async (subject) => {
    const days = ["2026-10-31T23:59:59.999Z", "2026-11-01T00:00Z", "2026-11-20T12:00Z"];
    await subject.append(...days.map((day) => said("tea", { at: Date.parse(day) })));
    assertEquals(await found(subject, "tea after:2026-11-01"), [3, 2]);
    assertEquals(await found(subject, "tea before:2026-11-01"), [1]);
    assertEquals(await found(subject, "after:2026-11 before:2026-11-20"), [2]);
    assertEquals(await found(subject, "tea before:2026-11-20T13:00+01:00"), [2, 1]);
    assertEquals(await found(subject, "tea after:2027"), []);
  });

  test("search() finds edited messages by what they say now", async (subject) => {
    await subject.append(said("tea"), said("coffee"));
    assertEquals(await found(subject, "tea"), [1]);
    await subject.append(edit(1, "milk"));
    assertEquals([await found(subject, "tea"), await found(subject, "milk")], [[], [1]]);
    await subject.append(edit(1, "tea again"), edit(2, "tea too"));
    assertEquals(await found(subject, "tea"), [2, 1]);
  });

  test("search() finds no deleted messages", async (subject) => {
    await subject.append(said("tea one"), said("tea two"));
    await found(subject, "tea");
    await subject.append(deletion(1));
    assertEquals(await found(subject, "tea"), [2]);
    assertEquals(await found(subject, "from:ada"), [2]);
    assertEquals(await found(subject, "before:2026"), [2]);
  });

  test("search() finds what was acknowledged before, whoever writes and searches meanwhile", async (subject) => {
    async function write(person: number): Promise<void> {
      for (let number = 0; number < 20; number++) {
        const word = `word${person}x${number}`;
        const [outcome] = await subject.append(said(word), ...Array(30).fill(said("tea")));
        assert(outcome && "event" in outcome);
        assertEquals(await found(subject, word), [outcome.event.seq]);
      }
    }
    await Promise.all(Array.from({ length: 10 }, (_, person) => write(person)));
  });

  test("search() gives messages as they are now, with what was meant in them", async (subject) => {
    await subject.append(said("milk"), said("x"), edit(1, "Green teas"), reaction(1, "👍"));
    const { results } = await subject.store.search(subject.room, { text: "te*", limit: 5 });
    const [message] = await subject.messages({ before: 2 });
    assertEquals(results, [{ ...message!, snippet: "Green teas", highlights: [[6, 10]] }]);
  });

  test("search() gives at most so many, and says whether there are older ones", async (subject) => {
    await subject.append(said("tea"), said("tea"), said("milk"), said("tea"));
    const page = async (before: number | undefined, limit: number) => {
      const query = { text: "tea", limit, ...(before && { before }) };
      const { results, more } = await subject.store.search(subject.room, query);
      return [results.map(({ seq }) => seq), more];
    };
    assertEquals(await page(undefined, 2), [[4, 2], true]);
    assertEquals(await page(undefined, 3), [[4, 2, 1], false]);
    assertEquals(await page(2, 3), [[1], false]);
  });

  test("search() finds nothing of other rooms", async (subject) => {
    const { store } = subject;
    const { record: other } = await store.createRoom(roomDraft(freshName()));
    await store.append(other.name, [said("tea")]);
    await subject.append(said("tea"), said("tea"));
    assertEquals(await found(subject, "tea"), [2, 1]);
    assertEquals((await store.search(other.name, { text: "tea", limit: 9 })).results.length, 1);
  });

  test("search() in a room that was never made finds nothing", async ({ store }) => {
    const page = await store.search(freshName(), { text: "tea", limit: 5 });
    assertEquals(page, { results: [], more: false });
  });

  test("search() for nothing finds nothing", async (subject) => {
    await subject.append(said("tea"));
    for (const text of ["", " ", "*", '""', '"', "()", "🫖"]) {
      assertEquals(await found(subject, text), [], text);
    }
  });

  test("search() takes any text", async (subject) => {
    await subject.append(said("tea AND milk OR text NEAR author 0 NOT -1"));
    const word = fc.constantFrom('"', "*", "tea", "(", ")", "AND", "NEAR(", "text:", ":", "^", "-");
    const filter = fc.constantFrom("from:", "before:", "after:", "{a b}:", "'; drop table", "\0");
    const typed = fc.array(fc.oneof(word, filter, fc.string({ unit: "binary" })))
      .map((parts) => parts.join(" "));
    await assertHolds(
      "search-any-text",
      fc.asyncProperty(typed, async (text) => {
        assert((await found(subject, text)).length <= 1);
      }),
      { numRuns: 200 },
    );
    assertEquals(await found(subject, "AND"), [1]);
  });

  test("search() finds what a look at every message finds, whatever is looked for", async (subject) => {
    const anyText = fc.array(anyWord, { minLength: 1, maxLength: 5 }).map((words) =>
      words.join(" ")
    );
    const people = [ada, bob, { ...ada, id: "al", name: "Ada Lovelace" }, {
      ...ada,
      id: "e",
      name: "É",
    }];
    let last = 0;
    await assertHolds(
      "search-sound",
      fc.asyncProperty(
        fc.array(anyText, { maxLength: 3 }),
        fc.nat(),
        anyQuery,
        async (texts, from, text) => {
          const drafts = texts.filter((text) => text.trim() !== "").map((text, index) =>
            said(text, {
              from: people[(from + index) % people.length]!,
              at: Date.UTC(2026, last++ % 12),
            })
          );
          await subject.append(...drafts);
          const search = parseSearch(text);
          const wanted = isEmpty(search)
            ? []
            : (await everything(subject)).filter((message) => isFound(message, search));
          const seqs = wanted.map(({ seq }) => seq).toReversed();
          assertEquals((await found(subject, text)).slice(0, 50), seqs.slice(0, 50));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("forget() forgets what is older, and numbers go on", async (subject) => {
    const { store, room } = subject;
    await subject.append(...[1_000, 2_000, 3_000].map((at) => said(`at ${at}`, { at })));
    assertEquals(await store.forget(room, 2_500, 100), { first: 3, count: 2, more: false });
    assertEquals((await subject.messages()).map(({ seq }) => seq), [3]);
    assertEquals(results(await subject.append(said("next", { at: 4_000 }))), [4]);
    assertEquals((await subject.events(2))?.map(({ seq }) => seq), [3, 4]);
    assertEquals(await subject.events(1), undefined);
  });

  test("forget() forgets at most so many at once, and says whether there are more", async (subject) => {
    const { store, room } = subject;
    await subject.append(said("1"), said("2"), said("3"), said("4", { at: 9_000 }));
    assertEquals(await store.forget(room, 5_000, 2), { first: 3, count: 2, more: true });
    assertEquals(await store.forget(room, 5_000, 2), { first: 4, count: 1, more: false });
    assertEquals(await store.forget(room, 5_000, 2), { first: 4, count: 0, more: false });
  });

  test("forget() may forget all of a log", async (subject) => {
    const { store, room } = subject;
    await subject.append(said("1"), said("2"));
    assertEquals(await store.forget(room, 5_000, 100), { first: 3, count: 2, more: false });
    assertEquals([await subject.messages(), await subject.events(2, 2)], [[], []]);
    assertEquals(results(await subject.append(said("3"))), [3]);
    assertEquals((await subject.messages()).map(({ text }) => text), ["3"]);
  });

  test("forget() makes the forgotten unfindable", async (subject) => {
    await subject.append(said("old tea"), said("new tea", { at: 9_000 }));
    assertEquals(await found(subject, "tea"), [2, 1]);
    await subject.store.forget(subject.room, 5_000, 100);
    await subject.append(said("newer tea", { at: 9_000 }));
    assertEquals(await found(subject, "tea"), [3, 2]);
    assertEquals(await found(subject, "before:2026"), [3, 2]);
  });

  test("forget() forgets refs with their events", async (subject) => {
    await subject.append(said("1", { ref: "r" }));
    await subject.store.forget(subject.room, 5_000, 100);
    assertEquals(results(await subject.append(said("2", { ref: "r" }))), [2]);
  });

  test("forget() leaves changes whose message is forgotten without effect", async (subject) => {
    await subject.append(said("1"), edit(1, "one", { at: 9_000 }));
    await subject.store.forget(subject.room, 5_000, 100);
    assertEquals(await subject.messages(), []);
    assertEquals(results(await subject.append(edit(1, "uno"))), ["not_found"]);
  });

  test("forget() of a room that was never made forgets nothing", async ({ store }) => {
    assertEquals(await store.forget(freshName(), 5_000, 5), { first: 1, count: 0, more: false });
  });
}
