import fc from "fast-check";
import type { Envelope } from "../../lib/cluster/envelope.ts";
import type { Person } from "../../lib/wire/messages.ts";

const word = fc.string({ unit: "binary", minLength: 1, maxLength: 40 });
const count = fc.maxSafeNat();

/** Anybody. */
export const anyPerson: fc.Arbitrary<Person> = fc.record({
  id: word,
  name: word,
  kind: fc.constantFrom("guest", "user", "bot"),
});

const people = fc.array(anyPerson, { maxLength: 20 });
const ids = fc.array(word, { maxLength: 20 });

function typed<T extends Envelope["type"], F extends object>(
  type: T,
  fields: { [Field in keyof F]: fc.Arbitrary<F[Field]> },
): fc.Arbitrary<{ type: T; from: string } & F> {
  return fc.record({ type: fc.constant(type), from: word, ...fields }) as fc.Arbitrary<
    { type: T; from: string } & F
  >;
}

/** Any two numbers, the smaller first. */
const range = fc.tuple(count, count).map((pair) => pair.toSorted((a, b) => a - b));

/** Any message that nodes write to each other. */
export const anyEnvelope: fc.Arbitrary<Envelope> = fc.oneof(
  fc.tuple(word, word, range, fc.string({ unit: "binary" })).map(
    ([from, epoch, [after, upTo], frame]) => ({
      type: "frame" as const,
      from,
      epoch,
      after: after!,
      upTo: upTo!,
      frame,
    }),
  ),
  typed("wake", { epoch: word, upTo: count }),
  fc.tuple(word, count, fc.nat(9), people).map(
    ([from, n, part, people]) => ({ type: "present" as const, from, n, part, parts: 10, people }),
  ),
  fc.tuple(word, count, people, ids).map(([from, after, joined, left]) => ({
    type: "moved" as const,
    from,
    after,
    n: after === Number.MAX_SAFE_INTEGER ? after : after + 1,
    joined,
    left,
  })).filter(({ n, after }) => n > after),
  typed("who", {}),
  typed("farewell", {}),
  typed("seat", { room: word, person: word }),
  typed("standings", { room: word }),
  typed("record", { room: word }),
  typed("renamed", { room: word, to: word }),
  typed("gone", { room: word }),
  typed("sessions", { ids }),
  typed("person", { id: word }),
);
