import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { IndexSum } from "../../lib/operations/index_sum.ts";
import { SqliteIndex } from "../../lib/store/sqlite_index.ts";
import { SqliteStatements } from "../../lib/store/sqlite_statements.ts";
import { migrate } from "../../lib/store/sqlite_schema.ts";
import type { Message } from "../../lib/wire/messages.ts";
import { assertHolds } from "../support/property.ts";

/** An empty index in memory. */
class Stage implements Disposable {
  readonly #database = new DatabaseSync(":memory:");
  readonly statements = new SqliteStatements(this.#database);
  readonly index = new SqliteIndex(this.statements);

  constructor() {
    migrate(this.#database);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

function message(seq: number, text: string, name = "Ada"): Message {
  return { type: "message", seq, at: 1, from: { id: "ada", name, kind: "guest" }, text };
}

/** Whether the index of `stored` is what would be built from `said`, all in room 3. */
function isOf(stored: readonly Message[], said: readonly Message[]): boolean {
  using stage = new Stage();
  const sum = new IndexSum();
  for (const one of stored) stage.index.add(3, one);
  for (const one of said) sum.add(3, one);
  return IndexSum.of(stage.statements).equals(sum);
}

const tea = message(1, "green tea, and black tea");

for (
  const [what, said] of [
    ["a message is missing", [tea]],
    ["a message is too much", [tea, message(2, "milk"), message(3, "sugar")]],
    ["a message has another number", [tea, message(3, "milk")]],
    ["a message has another author", [tea, message(2, "milk", "Bob")]],
    ["a word is another", [tea, message(2, "cream")]],
    ["two words change places", [message(1, "tea green, and black tea"), message(2, "milk")]],
    ["a word goes to another message", [
      message(1, "green tea, and black"),
      message(2, "milk tea"),
    ]],
    ["the text is where the author was", [tea, message(2, "Ada", "milk")]],
  ] as const
) {
  Deno.test(`IndexSum is another when ${what}`, () => {
    assertEquals(isOf([tea, message(2, "milk")], said), false);
  });
}

Deno.test("IndexSum is another when a message is in another room", () => {
  using stage = new Stage();
  const sum = new IndexSum();
  stage.index.add(1, tea);
  sum.add(2, tea);
  assertEquals(IndexSum.of(stage.statements).equals(sum), false);
});

Deno.test("IndexSum is the same whatever the order", () => {
  assertEquals(isOf([tea, message(2, "milk")], [message(2, "milk"), tea]), true);
});

Deno.test("IndexSum is the same after messages were put in and taken out", () => {
  using stage = new Stage();
  stage.index.add(1, tea);
  stage.index.add(1, message(2, "gone"));
  stage.index.remove(1, message(2, "gone"));
  const sum = new IndexSum();
  sum.add(1, tea);
  assertEquals(IndexSum.of(stage.statements).equals(sum), true);
});

Deno.test("IndexSum is the same for rooms and numbers beyond 32 bits", () => {
  using stage = new Stage();
  const far = message(2 ** 33 + 5, "far away");
  stage.index.add(2 ** 22, far);
  const sum = new IndexSum();
  sum.add(2 ** 22, far);
  assertEquals(IndexSum.of(stage.statements).equals(sum), true);
});

Deno.test("IndexSum is the same for more terms than are read at once", () => {
  const messages = Array.from({ length: 50 }, (_, n) => {
    return message(
      n + 1,
      Array.from({ length: 100 }, (_, word) => `word${n * 100 + word}`).join(" "),
    );
  });
  assertEquals(isOf(messages, messages), true);
});

Deno.test("IndexSum is the same for a word that is longer than the index keeps", () => {
  // Each of these is a word of fifteen letters in the index.
  const long = message(1, "\uFDFA".repeat(8_000));
  assertEquals(isOf([long], [long]), true);
});

Deno.test("IndexSum is the same for any text, as FTS5 cuts and as wordsOf() does", () => {
  const texts = fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.lorem()), { maxLength: 8 });
  assertHolds(
    "operations-index-sum",
    fc.property(texts, (texts) => {
      const messages = texts.map((text, index) => message(index + 1, text, text.slice(0, 9)));
      assertEquals(isOf(messages, messages), true);
    }),
  );
});
