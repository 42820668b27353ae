import { assertEquals } from "@std/assert";
import { daysOf, opening } from "../../../client/timeline/grouping.ts";
import { ada, bob, message, seqs } from "./wire_samples.ts";

const noon = new Date(2026, 10, 22, 12).getTime();
const minute = 60_000;

Deno.test("opening() begins a group with the first line", () => {
  assertEquals(opening(undefined, { at: noon, from: ada }), true);
});

Deno.test("opening() keeps one person's lines together for five minutes", () => {
  const line = { at: noon, from: ada };
  assertEquals(opening(line, { at: noon + 5 * minute, from: ada }), false);
  assertEquals(opening(line, { at: noon + 5 * minute + 1, from: ada }), true);
});

Deno.test("opening() begins a group with another person", () => {
  assertEquals(opening({ at: noon, from: ada }, { at: noon, from: bob }), true);
});

Deno.test("opening() begins a group when the same person has another name", () => {
  const renamed = { ...ada, name: "Countess" };
  assertEquals(opening({ at: noon, from: ada }, { at: noon, from: renamed }), true);
});

Deno.test("opening() begins a group after a note", () => {
  assertEquals(opening({ at: noon, from: ada, note: true }, { at: noon, from: ada }), true);
});

Deno.test("opening() begins a group at local midnight", () => {
  const midnight = new Date(2026, 10, 23).getTime();
  const late = { at: midnight - 1, from: ada };
  assertEquals(opening(late, { at: midnight, from: ada }), true);
});

Deno.test("daysOf() cuts messages into days, and each into chunks that know what is before", () => {
  const midnight = new Date(2026, 10, 23).getTime();
  const late = [31, 32].map((seq) => message(seq, { at: midnight - 1 }));
  const early = [33, 40, 64].map((seq) => message(seq, { at: midnight }));
  const days = daysOf([...late, ...early]);
  assertEquals(days.map(({ key, at }) => [key, at]), [
    ["2026-11-22", midnight - 1],
    ["2026-11-23", midnight],
  ]);
  const chunks = days.map(({ chunks }) =>
    chunks.map(({ key, messages, previous }) => [key, seqs(messages), previous?.seq])
  );
  assertEquals(chunks, [
    [[0, [31], undefined], [1, [32], 31]],
    [[1, [33, 40], 32], [2, [64], 40]],
  ]);
});

Deno.test("daysOf() leaves cuts where they are when messages come before or after", () => {
  const said = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => message(from + index, { at: noon }));
  const keys = (from: number, to: number) =>
    daysOf(said(from, to))[0]!.chunks.map(({ key, messages }) => [key, messages.length]);
  assertEquals(keys(30, 70), [[0, 2], [1, 32], [2, 7]]);
  assertEquals(keys(1, 100), [[0, 31], [1, 32], [2, 32], [3, 5]]);
  assertEquals(daysOf([]), []);
});
