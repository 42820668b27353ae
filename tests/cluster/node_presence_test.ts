import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { EnvelopeOf } from "../../lib/cluster/envelope.ts";
import { decodeEnvelope, encodeEnvelope, peoplePerEnvelope } from "../../lib/cluster/envelope.ts";
import type { NodeNews } from "../../lib/cluster/node_presence.ts";
import { announcement, NodePresence, silenceMs } from "../../lib/cluster/node_presence.ts";
import type { Person } from "../../lib/wire/messages.ts";

type Said = EnvelopeOf<"present" | "moved" | "farewell">;

function person(id: string, name = id): Person {
  return { id, name, kind: "guest" };
}

function crowd(count: number): Person[] {
  return Array.from({ length: count }, (_, n) => person(`p${n}`));
}

/** A node as it speaks: it numbers what it says. */
class Speaker {
  readonly id: string;
  people = new Map<string, Person>();
  #n = 0;

  constructor(id: string) {
    this.id = id;
  }

  all(): Said[] {
    return announcement(this.id, ++this.#n, [...this.people.values()]);
  }

  move(joined: Person[], left: string[]): Said {
    for (const id of left) this.people.delete(id);
    for (const one of joined) this.people.set(one.id, one);
    const after = this.#n;
    return { type: "moved", from: this.id, n: ++this.#n, after, joined, left };
  }

  farewell(): Said {
    this.people.clear();
    return { type: "farewell", from: this.id };
  }
}

function ids(presence: NodePresence): string[] {
  return presence.people().map(({ id }) => id).sort();
}

Deno.test("NodePresence knows who is present at other nodes, each once", () => {
  const presence = new NodePresence();
  const [a, b] = [new Speaker("a"), new Speaker("b")];
  a.people.set("ada", person("ada")).set("bob", person("bob"));
  b.people.set("bob", person("bob")).set("cleo", person("cleo"));
  assertEquals(presence.hear(a.all()[0]!, 0).joined.map(({ id }) => id), ["ada", "bob"]);
  assertEquals(presence.hear(b.all()[0]!, 0).joined.map(({ id }) => id), ["cleo"]);
  assertEquals([presence.count, ids(presence)], [3, ["ada", "bob", "cleo"]]);
  assertEquals(presence.hear(a.move([], ["ada", "bob"]), 0), { joined: [], left: ["ada"] });
  assertEquals(presence.find("bob"), person("bob"));
});

Deno.test("NodePresence knows at once who came and went", () => {
  const presence = new NodePresence();
  const a = new Speaker("a");
  presence.hear(a.all()[0]!, 0);
  assertEquals(presence.hear(a.move([person("ada")], []), 0).joined, [person("ada")]);
  const renamed = presence.hear(a.move([person("ada", "Countess")], []), 0);
  assertEquals(renamed, { joined: [person("ada", "Countess")], left: [] });
  assertEquals(presence.hear(a.move([], ["ada"]), 0), { joined: [], left: ["ada"] });
});

Deno.test("NodePresence lets go of a node that says farewell, and takes nothing late of it", () => {
  const presence = new NodePresence();
  const a = new Speaker("a");
  a.people.set("ada", person("ada"));
  const [late] = a.all();
  presence.hear(a.all()[0]!, 0);
  assertEquals(presence.hear(a.farewell(), 0), { joined: [], left: ["ada"] });
  assertEquals(presence.hear(late!, 0), { joined: [], left: [] });
  assertEquals(presence.count, 0);
  presence.expire(silenceMs);
  assertEquals(presence.nextExpiryMs, undefined);
});

Deno.test("NodePresence lets go of a node that is silent for 15 s, and of no other", () => {
  const presence = new NodePresence();
  const [a, b] = [new Speaker("a"), new Speaker("b")];
  a.people.set("ada", person("ada"));
  b.people.set("bob", person("bob"));
  presence.hear(a.all()[0]!, 0);
  presence.hear(b.all()[0]!, 1);
  assertEquals(presence.nextExpiryMs, silenceMs);
  assertEquals(presence.expire(silenceMs - 1), { joined: [], left: [] });
  assertEquals(presence.expire(silenceMs), { joined: [], left: ["ada"] });
  presence.hear(b.all()[0]!, silenceMs);
  assertEquals(presence.expire(silenceMs + 1), { joined: [], left: [] });
  assertEquals(ids(presence), ["bob"]);
});

Deno.test("NodePresence takes a list of many only when it has come whole", () => {
  const presence = new NodePresence();
  const a = new Speaker("a");
  const many = crowd(2 * peoplePerEnvelope + 1);
  for (const one of many) a.people.set(one.id, one);
  const [first, second, third] = a.all();
  assertEquals(presence.hear(third!, 0).joined, []);
  assertEquals(presence.hear(first!, 0).joined, []);
  assertEquals(presence.hear(first!, 0).joined, []);
  assertEquals(presence.hear(second!, 0).joined.length, many.length);
  assertEquals(presence.count, many.length);
});

Deno.test("NodePresence mends with the next list what was lost", () => {
  const presence = new NodePresence();
  const a = new Speaker("a");
  presence.hear(a.all()[0]!, 0);
  a.move([person("lost")], []);
  presence.hear(a.move([person("ada")], []), 0);
  assertEquals(ids(presence), []);
  presence.hear(a.all()[0]!, 0);
  assertEquals(ids(presence), ["ada", "lost"]);
});

Deno.test("NodePresence knows so many nodes and no more", () => {
  const presence = new NodePresence();
  for (let n = 0; n < 3_000; n++) {
    const speaker = new Speaker(`node${n}`);
    speaker.people.set(`p${n}`, person(`p${n}`));
    presence.hear(speaker.all()[0]!, 0);
  }
  assertEquals(presence.count, 1_000);
});

Deno.test("announcement() says of nobody that there is nobody, and splits what is long", () => {
  assertEquals(announcement("a", 1, []).map(({ people }) => people), [[]]);
  const parts = announcement("a", 1, crowd(peoplePerEnvelope + 1));
  assertEquals(parts.map(({ people }) => people.length), [peoplePerEnvelope, 1]);
  for (const part of parts) assertEquals(decodeEnvelope(encodeEnvelope(part)), part);
});

/** What may happen: a step of one of three nodes, and how often it is heard. */
const steps = fc.array(
  fc.record({
    node: fc.nat(2),
    what: fc.constantFrom("all", "move", "farewell"),
    joined: fc.uniqueArray(fc.nat(9), { maxLength: 3 }),
    left: fc.uniqueArray(fc.nat(9), { maxLength: 3 }),
    name: fc.constantFrom("Ada", "Bob"),
    heard: fc.constantFrom(0, 1, 1, 1, 2),
  }),
  { maxLength: 40 },
);

/** Plays what happened: all that was said, as often as it is heard, and the nodes as they are then. */
function play(happened: typeof steps extends fc.Arbitrary<infer T> ? T : never): {
  said: Said[];
  nodes: Speaker[];
} {
  const nodes = ["a", "b", "c"].map((id) => new Speaker(id));
  const ended = new Set<Speaker>();
  const said = happened.flatMap(({ node, what, joined, left, name, heard }) => {
    const speaker = nodes[node]!;
    if (ended.has(speaker)) return [];
    if (what === "farewell") ended.add(speaker);
    const messages = what === "all"
      ? speaker.all()
      : what === "farewell"
      ? [speaker.farewell()]
      : [speaker.move(joined.map((n) => person(`p${n}`, name)), left.map((n) => `p${n}`))];
    // A farewell is heard, or the node falls silent: that has a test of its own.
    const times = what === "farewell" ? Math.max(1, heard) : heard;
    return Array.from({ length: times }, () => messages).flat();
  });
  return { said, nodes };
}

/** Who is present at any of the nodes, as those know it. */
function truth(nodes: readonly Speaker[]): Map<string, Person> {
  return new Map(nodes.toReversed().flatMap(({ people }) => [...people]));
}

Deno.test("NodePresence agrees with all nodes once each has said all, whatever was lost or doubled", () => {
  fc.assert(fc.property(steps, (happened) => {
    const presence = new NodePresence();
    const { said, nodes } = play(happened);
    for (const message of said) presence.hear(message, 0);
    for (const node of nodes) for (const message of node.all()) presence.hear(message, 0);
    assertEquals(new Map(presence.people().map((one) => [one.id, one])), truth(nodes));
  }));
});

Deno.test("NodePresence comes to the same end in whatever order it hears", () => {
  const shuffled = steps.chain((happened) => {
    const { said, nodes } = play(happened);
    const last = nodes.flatMap((node) => node.all());
    return fc.shuffledSubarray(said, { minLength: said.length }).map((said) => ({
      said,
      last,
      nodes,
    }));
  });
  fc.assert(fc.property(shuffled, fc.nat(), ({ said, last, nodes }, at) => {
    const presence = new NodePresence();
    // The newest lists come too early, and all that is older after them.
    const early = at % (said.length + 1);
    const order = [...said.slice(0, early), ...last, ...said.slice(early)];
    for (const message of order) presence.hear(message, 0);
    assertEquals(new Map(presence.people().map((one) => [one.id, one])), truth(nodes));
  }));
});

Deno.test("NodePresence tells of every change, and of nothing else", () => {
  fc.assert(fc.property(steps, fc.nat(30), (happened, jump) => {
    const presence = new NodePresence();
    const known = new Map<string, Person>();
    function follow({ joined, left }: NodeNews): void {
      for (const id of left) assert(known.delete(id), `${id} was not there`);
      for (const one of joined) {
        assert(JSON.stringify(known.get(one.id)) !== JSON.stringify(one), `${one.id} was there`);
        known.set(one.id, one);
      }
      assertEquals(known, new Map(presence.people().map((one) => [one.id, one])));
      assertEquals(presence.count, known.size);
    }
    let nowMs = 0;
    for (const message of play(happened).said) {
      follow(presence.hear(message, nowMs));
      nowMs += jump * 300;
      follow(presence.expire(nowMs));
    }
    follow(presence.expire(nowMs + silenceMs));
    assertEquals([presence.count, presence.nextExpiryMs], [0, undefined]);
  }));
});
