import { assertEquals } from "@std/assert";
import { Completion } from "../../../client/composer/completion.ts";
import type { Suggest } from "../../../client/composer/completion.ts";
import { suggestPeople } from "../../../client/composer/mentionable.ts";
import { insertOf } from "../../../client/composer/suggestion.ts";
import type { Person } from "../../../lib/wire/messages.ts";
import { markSelection, parseSelection } from "./marked_selection.ts";

const people: Person[] = ["Ada", "Ada Lovelace", "Bob"].map((name) => ({
  id: name,
  name,
  kind: "guest",
}));

const suggest: Suggest = ({ kind, words }) =>
  kind === "emoji"
    ? [{ kind, emoji: "🍵", label: words }]
    : suggestPeople(people, words).map((person) => ({ kind, person }));

/** After what stands before the caret was typed. */
function typed(marked: string): Completion {
  const completion = new Completion(suggest);
  completion.typed(parseSelection(marked));
  return completion;
}

function shown({ list }: Completion): string[] {
  return list.value.map(insertOf);
}

function activeOf({ active }: Completion): string | undefined {
  return active.value && insertOf(active.value);
}

Deno.test("Completion suggests while a name is typed, and nothing once it is over", () => {
  const completion = typed("hi @a|");
  assertEquals(shown(completion), ["@Ada", "@Ada Lovelace"]);
  completion.typed(parseSelection("hi @a!|"));
  assertEquals(shown(completion), []);
  assertEquals(completion.active.value, undefined);
});

Deno.test("Completion.pick() puts the name and a space in place of what was typed", () => {
  assertEquals(markSelection(typed("hi @b|").pick(parseSelection("hi @b|"))), "hi @Bob |");
  assertEquals(markSelection(typed("@b|!").pick(parseSelection("@b|!"))), "@Bob |!");
  assertEquals(markSelection(typed("@b| hi").pick(parseSelection("@b| hi"))), "@Bob |hi");
  assertEquals(markSelection(typed("a :te|").pick(parseSelection("a :te|"))), "a 🍵 |");
});

Deno.test("Completion.pick() takes whom it is given", () => {
  const completion = typed("@a|");
  const [, second] = completion.list.value;
  assertEquals(markSelection(completion.pick(parseSelection("@a|"), second)), "@Ada Lovelace |");
  assertEquals(shown(completion), []);
});

Deno.test("Completion.step() goes round, and what was chosen stays while more is typed", () => {
  const completion = typed("@a|");
  completion.step(-1);
  assertEquals(activeOf(completion), "@Ada Lovelace");
  completion.typed(parseSelection("@ad|"));
  assertEquals(activeOf(completion), "@Ada Lovelace");
  completion.step(1);
  assertEquals(activeOf(completion), "@Ada");
});

Deno.test("Completion.dismiss() lasts for this name, not for the next", () => {
  const completion = typed("@a|");
  completion.dismiss();
  completion.typed(parseSelection("@ad|"));
  assertEquals(shown(completion), []);
  completion.typed(parseSelection("@ad @b|"));
  assertEquals(shown(completion), ["@Bob"]);
});

Deno.test("Completion.moved() closes once the caret is elsewhere, and never opens", () => {
  const completion = typed("hi @a|");
  completion.moved(parseSelection("hi @a|"));
  assertEquals(shown(completion).length, 2);
  completion.moved(parseSelection("h|i @a"));
  assertEquals(shown(completion), []);
  completion.moved(parseSelection("hi @a|"));
  assertEquals(shown(completion), []);
});
