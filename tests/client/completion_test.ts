import { assertEquals } from "@std/assert";
import { Completion } from "../../client/completion.ts";
import type { Person } from "../../lib/wire/messages.ts";
import { markSelection, parseSelection } from "./marked_selection.ts";

const people: Person[] = ["Ada", "Ada Lovelace", "Bob"].map((name) => ({
  id: name,
  name,
  kind: "guest",
}));

/** After what stands before the caret was typed. */
function typed(marked: string): Completion {
  const completion = new Completion(() => people);
  completion.typed(parseSelection(marked));
  return completion;
}

function namesOf({ list }: Completion): string[] {
  return list.value.map(({ name }) => name);
}

Deno.test("Completion suggests while a name is typed, and nothing once it is over", () => {
  const completion = typed("hi @a|");
  assertEquals(namesOf(completion), ["Ada", "Ada Lovelace"]);
  completion.typed(parseSelection("hi @a!|"));
  assertEquals(namesOf(completion), []);
  assertEquals(completion.active.value, undefined);
});

Deno.test("Completion.pick() puts the name and a space in place of what was typed", () => {
  assertEquals(markSelection(typed("hi @b|").pick(parseSelection("hi @b|"))), "hi @Bob |");
  assertEquals(markSelection(typed("@b|!").pick(parseSelection("@b|!"))), "@Bob |!");
  assertEquals(markSelection(typed("@b| hi").pick(parseSelection("@b| hi"))), "@Bob |hi");
});

Deno.test("Completion.pick() takes whom it is given", () => {
  const completion = typed("@a|");
  assertEquals(markSelection(completion.pick(parseSelection("@a|"), people[1])), "@Ada Lovelace |");
  assertEquals(namesOf(completion), []);
});

Deno.test("Completion.step() goes round, and who was chosen stays while more is typed", () => {
  const completion = typed("@a|");
  completion.step(-1);
  assertEquals(completion.active.value?.name, "Ada Lovelace");
  completion.typed(parseSelection("@ad|"));
  assertEquals(completion.active.value?.name, "Ada Lovelace");
  completion.step(1);
  assertEquals(completion.active.value?.name, "Ada");
});

Deno.test("Completion.dismiss() lasts for this name, not for the next", () => {
  const completion = typed("@a|");
  completion.dismiss();
  completion.typed(parseSelection("@ad|"));
  assertEquals(namesOf(completion), []);
  completion.typed(parseSelection("@ad @b|"));
  assertEquals(namesOf(completion), ["Bob"]);
});

Deno.test("Completion.moved() closes once the caret is elsewhere, and never opens", () => {
  const completion = typed("hi @a|");
  completion.moved(parseSelection("hi @a|"));
  assertEquals(namesOf(completion).length, 2);
  completion.moved(parseSelection("h|i @a"));
  assertEquals(namesOf(completion), []);
  completion.moved(parseSelection("hi @a|"));
  assertEquals(namesOf(completion), []);
});
