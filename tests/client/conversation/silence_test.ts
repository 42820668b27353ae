import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { silenceOf, SilenceWatch } from "../../../client/conversation/silence.ts";
import { timeText } from "../../../client/i18n/times.ts";
import type { Role } from "../../../lib/wire/messages.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { ada } from "../timeline/wire_samples.ts";
import { assertHolds } from "../../support/property.ts";

function standing(role: Role, { isArchived = false, mutedUntil = 0 } = {}) {
  return { you: { ...ada, role, mutedUntil }, isArchived };
}

Deno.test("silenceOf() says the reason that lasts longest", () => {
  assertEquals(silenceOf(standing("reader", { isArchived: true, mutedUntil: 9 }), 1), {
    kind: "archived",
  });
  assertEquals(silenceOf(standing("reader", { mutedUntil: 9 }), 1), { kind: "reader" });
  assertEquals(silenceOf(standing("member", { mutedUntil: 9 }), 1), { kind: "muted", untilMs: 9 });
  assertEquals(silenceOf(standing("member", { mutedUntil: 9 }), 9), undefined);
  assertEquals(silenceOf({ isArchived: true }, 1), undefined);
});

Deno.test("SilenceWatch ends a mute by itself, and says so", () => {
  const clock = new FakeClock();
  const said: string[] = [];
  const watch = new SilenceWatch(clock, (text) => said.push(text));
  watch.changed(standing("member"));
  const mutedUntil = clock.now() + 60_000;
  watch.changed(standing("member", { mutedUntil }));
  assertEquals(watch.silence.value, { kind: "muted", untilMs: mutedUntil });
  clock.advance(60_000);
  assertEquals(watch.silence.value, undefined);
  assertEquals(said, [
    `You are muted until ${
      timeText(mutedUntil)
    }. You can read along; the box comes back by itself then.`,
    "You can write here now.",
  ]);
  watch.close();
  assertEquals(clock.pending, 0);
});

Deno.test("SilenceWatch says nothing to who comes in as a reader", () => {
  const said: string[] = [];
  const watch = new SilenceWatch(new FakeClock(), (text) => said.push(text));
  watch.changed(standing("reader"));
  assertEquals([watch.silence.value, said], [{ kind: "reader" }, []]);
});

Deno.test("SilenceWatch knows at any time what silenceOf() says, whatever came before", () => {
  const step = fc.record({
    role: fc.constantFrom<Role>("reader", "member", "owner"),
    isArchived: fc.boolean(),
    muteMs: fc.integer({ min: 0, max: 2 ** 32 }),
    waitMs: fc.integer({ min: 0, max: 2 ** 32 }),
  });
  assertHolds(
    "client-silence",
    fc.property(fc.array(step, { maxLength: 10 }), (steps) => {
      const clock = new FakeClock();
      const watch = new SilenceWatch(clock, () => {});
      for (const { role, isArchived, muteMs, waitMs } of steps) {
        const now = standing(role, { isArchived, mutedUntil: clock.now() + muteMs });
        watch.changed(now);
        assertEquals(watch.silence.value, silenceOf(now, clock.now()));
        clock.advance(waitMs);
        assertEquals(watch.silence.value, silenceOf(now, clock.now()));
      }
      watch.close();
      assertEquals(clock.pending, 0);
    }),
  );
});
