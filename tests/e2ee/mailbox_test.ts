import { assertEquals, assertRejects } from "@std/assert";
import { Mailbox } from "../../lib/e2ee/mailbox.ts";
import { ChatError } from "../../lib/errors.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { keptLimits } from "../../lib/wire/kept_limits.ts";
import { limits } from "../../lib/wire/limits.ts";
import { FakeClock } from "../support/fake_clock.ts";

function open() {
  const clock = new FakeClock();
  const { keys } = new MemoryStore();
  return { clock, keys, mailbox: new Mailbox({ keys, clock }) };
}

async function codeOf(doing: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => doing, ChatError)).code;
}

Deno.test("Mailbox.get() gives what was left, again and again, to its owner", async () => {
  const { mailbox } = open();
  await mailbox.put("ada", "box", "hello");
  for (let count = 0; count < 2; count++) assertEquals(await mailbox.get("ada", "box"), "hello");
  assertEquals(await codeOf(mailbox.get("bob", "box")), "not_found");
});

Deno.test("Mailbox.put() into a box that is not empty is refused, until it was emptied", async () => {
  const { mailbox } = open();
  await mailbox.put("ada", "box", "one");
  assertEquals(await codeOf(mailbox.put("ada", "box", "two")), "conflict");
  assertEquals(await mailbox.get("ada", "box"), "one");
  await mailbox.remove("ada", "box");
  assertEquals(await codeOf(mailbox.get("ada", "box")), "not_found");
  await mailbox.put("ada", "box", "two");
});

Deno.test("Mailbox forgets what was left after ten minutes, and has room again", async () => {
  const { clock, keys, mailbox } = open();
  for (let n = 0; n < keptLimits.mailPerPerson; n++) await mailbox.put("ada", `box${n}`, "x");
  clock.advance(limits.mailMs);
  assertEquals(await mailbox.get("ada", "box0"), "x");
  assertEquals(await codeOf(mailbox.put("ada", "more", "y")), "conflict");
  clock.advance(1);
  assertEquals(await codeOf(mailbox.get("ada", "box0")), "not_found");
  await mailbox.put("ada", "more", "y");
  assertEquals(await keys.findMail("ada", "box1", 0), undefined);
});

Deno.test("Mailbox.expire() leaves nothing that is too old", async () => {
  const { clock, keys, mailbox } = open();
  await mailbox.put("ada", "old", "x");
  clock.advance(limits.mailMs + 1);
  await mailbox.put("bob", "new", "y");
  while (await mailbox.expire());
  assertEquals(await keys.findMail("ada", "old", 0), undefined);
  assertEquals(await keys.findMail("bob", "new", 0), "y");
});
