/** A live view equals a fresh view, whatever comes in which order: the client's own code. */
import fc from "fast-check";
import { usualBounds } from "../../../client/timeline/log_window.ts";
import { ModelRoom } from "./model_room.ts";
import { ada, bob } from "./wire_samples.ts";
import { assertHolds } from "../../support/property.ts";

type Step = (room: ModelRoom) => void;

const pick = fc.nat({ max: 1_000 });
const speech = fc.constantFrom(ada, bob, bob).map((from): Step => (room) => room.say(from));
const change = fc.tuple(
  fc.constantFrom<"edited" | "deleted" | "reacted">("edited", "deleted", "reacted"),
  pick,
  fc.boolean(),
)
  .map(([kind, which, on]): Step => (room) => room.change(kind, which, on));

/** One thing that happens on either side, or under way. */
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: speech },
  { weight: 6, arbitrary: change },
  {
    weight: 8,
    arbitrary: fc.integer({ min: 1, max: 6 }).map((count): Step => (room) => room.hear(count)),
  },
  { weight: 6, arbitrary: pick.map((which): Step => (room) => room.ask("around", which)) },
  { weight: 4, arbitrary: fc.constant<Step>((room) => room.ask("older", 0)) },
  { weight: 6, arbitrary: fc.constant<Step>((room) => room.ask("newer", 0)) },
  { weight: 10, arbitrary: fc.constant<Step>((room) => room.read()) },
  { weight: 10, arbitrary: pick.map((which): Step => (room) => room.answer(which)) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 9 }).map((count): Step => (room) => room.forget(count)),
  },
  { weight: 1, arbitrary: fc.constant<Step>((room) => room.disconnect()) },
  { weight: 2, arbitrary: fc.constant<Step>((room) => room.reconnect()) },
  { weight: 1, arbitrary: fc.constant<Step>((room) => room.toNewest()) },
  {
    weight: 2,
    arbitrary: fc.option(pick, { nil: undefined }).map((at): Step => (room) => room.letGo(at)),
  },
);

/** What was said before the page was opened, and what happens then. */
const history = fc.record({
  before: fc.array(fc.oneof({ weight: 3, arbitrary: speech }, change), {
    maxLength: 50,
    size: "max",
  }),
  steps: fc.array(step, { maxLength: 100, size: "max" }),
});

for (
  const [name, some] of [
    ["with room for everything", usualBounds],
    ["with room for little", { window: 10, tail: 4, changes: 4 }],
  ] as const
) {
  Deno.test(`A live view has neither gap nor double, ${name}`, () => {
    assertHolds(
      "client-live-view-1",
      fc.property(history, ({ before, steps }) => {
        const room = new ModelRoom(some);
        for (const step of before) step(room);
        room.reconnect();
        for (const step of steps) {
          step(room);
          room.checkShape();
          room.checkUnread();
        }
      }),
      { numRuns: 300 },
    );
  });

  Deno.test(`A live view shows what a fresh view shows, ${name}`, () => {
    assertHolds(
      "client-live-view-2",
      fc.property(history, ({ before, steps }) => {
        const room = new ModelRoom(some);
        for (const step of before) step(room);
        room.reconnect();
        for (const step of steps) step(room);
        room.settle();
        room.checkContents();
        room.readOn();
        room.checkShape();
        room.checkContents();
      }),
      { numRuns: 1_000 },
    );
  });
}
