import { assertEquals } from "@std/assert";
import { readHeader } from "../../../client/sealed/archive_header.ts";
import {
  isPhraseWord,
  newPhrase,
  readPhrase,
  unwrapKeys,
  wrapKeys,
} from "../../../client/sealed/recovery.ts";

const keys = {
  archiveKey: new Uint8Array(32).fill(1),
  identitySecret: new Uint8Array(32).fill(2),
};
const cheap = { id: "one", cost: { memory: 8, passes: 1 } } as const;
const zeros = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon " +
  "abandon about";

Deno.test("newPhrase() gives 12 words that are read again, another one each time", () => {
  const phrase = newPhrase();
  assertEquals(phrase.split(" ").length, 12);
  assertEquals(readPhrase(phrase), phrase);
  assertEquals(phrase.split(" ").every(isPhraseWord), true);
  assertEquals(newPhrase() === phrase, false);
});

Deno.test("readPhrase() forgives case, spaces and numbers", () => {
  const typed = zeros.split(" ").map((word, index) => ` ${index + 1}. ${word.toUpperCase()}\n`);
  assertEquals(readPhrase(typed.join("")), zeros);
});

Deno.test("readPhrase() takes no other words, number or order of them", () => {
  for (const last of ["abuot", "zoo", "", "about about"]) {
    assertEquals(readPhrase(zeros.replace("about", last)), undefined, last);
  }
  assertEquals(readPhrase(""), undefined);
  assertEquals([isPhraseWord("about"), isPhraseWord("abuot")], [true, false]);
});

Deno.test("unwrapKeys() opens what wrapKeys() made, with its phrase only", async () => {
  const header = readHeader(await wrapKeys(keys, zeros, cheap))!;
  assertEquals(await unwrapKeys(header, zeros), keys);
  assertEquals(await unwrapKeys(header, newPhrase()), undefined);
});

Deno.test("unwrapKeys() opens nothing of which the server changed something", async () => {
  const header = readHeader(await wrapKeys(keys, zeros, cheap))!;
  for (const change of [{ id: "two" }, { passes: 2 }, { wrapped: "AAAA" }, { wrapped: "?" }]) {
    assertEquals(await unwrapKeys({ ...header, ...change }, zeros), undefined);
  }
});

Deno.test("wrapKeys() costs what OWASP asks for or more, and says how far it is", async () => {
  const shares: number[] = [];
  const header = readHeader(
    await wrapKeys(keys, zeros, { id: "one", progressed: (share) => shares.push(share) }),
  )!;
  assertEquals(header.memory >= 19 * 1_024 && header.passes >= 2, true);
  assertEquals(shares.at(-1), 1);
});

Deno.test("readHeader() takes nothing that is none or would cost too much", async () => {
  const header = JSON.parse(await wrapKeys(keys, zeros, cheap));
  assertEquals(readHeader(JSON.stringify(header)), header);
  for (
    const change of [
      { v: 2 },
      { id: 1 },
      { salt: "AAAA" },
      { salt: "?" },
      { memory: 262_145 },
      { memory: 0 },
      { passes: 11 },
      { passes: 1.5 },
      { wrapped: null },
    ]
  ) assertEquals(readHeader(JSON.stringify({ ...header, ...change })), undefined);
  for (const rubbish of ["", "null", "[]", "{"]) assertEquals(readHeader(rubbish), undefined);
});
