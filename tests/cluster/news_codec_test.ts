import { assertEquals } from "@std/assert";
import * as fc from "fast-check";
import type { NodeNews, RoomNews } from "../../lib/chat/peers.ts";
import { decodeNews, encodeNews } from "../../lib/cluster/news_codec.ts";
import { assertHolds } from "../support/property.ts";

const ada = { id: "ada", name: "Ada", kind: "user" } as const;

const samples: readonly (RoomNews | NodeNews)[] = [
  { type: "came", version: 3, joined: [ada], left: ["bob"] },
  { type: "still", version: 0 },
  { type: "all", version: 4, people: [ada], part: 0, isLast: false },
  { type: "who" },
  { type: "who", node: "n2" },
  { type: "heard", epoch: "e", after: 1, upTo: 2, frame: '{"type":"typing"}\n{"seq":2}' },
  { type: "heard", epoch: "e", after: 1, upTo: 1, frame: "" },
  { type: "changed" },
  { type: "standing", person: "ada" },
  { type: "sent_out", person: "ada" },
  { type: "adopted", from: "g", to: "u" },
  { type: "forgotten", first: 12 },
  { type: "sessions_ended", ids: ["s1", "s2"] },
  { type: "person_ended", person: "ada" },
  { type: "listeners" },
  { type: "webhooks" },
  { type: "node_ended" },
  { type: "counts", rooms: { tea: 2, "Tee & Kuchen 🫖": 1 } },
  { type: "counts", rooms: { coffee: 2 }, adds: true },
];

const utf8 = new TextEncoder();

for (const news of samples) {
  Deno.test(`decodeNews() gives what encodeNews() wrote: ${JSON.stringify(news)}`, () => {
    assertEquals(decodeNews(encodeNews("n1", news)), { node: "n1", news });
  });

  Deno.test(`decodeNews() knows nothing that has a wrong field: ${JSON.stringify(news)}`, () => {
    const fields = Object.keys(news).filter((field) => field !== "type" && field !== "frame");
    for (const field of fields) {
      const wrong = { ...news, [field]: { not: ["this", -1] } };
      assertEquals(decodeNews(encodeNews("n1", wrong as RoomNews)), undefined, field);
    }
  });
}

Deno.test("decodeNews() knows nothing of another version", () => {
  const text = new TextDecoder().decode(encodeNews("n1", { type: "changed" }));
  assertEquals(decodeNews(utf8.encode(text.replace('"v":1', '"v":2'))), undefined);
});

Deno.test("decodeNews() refuses any bytes without throwing", () => {
  assertHolds(
    "cluster-news-codec-1",
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assertEquals(decodeNews(bytes), undefined);
    }),
  );
});

Deno.test("decodeNews() refuses any other JSON without throwing", () => {
  assertHolds(
    "cluster-news-codec-2",
    fc.property(fc.json(), (json) => {
      assertEquals(decodeNews(utf8.encode(json)), undefined);
    }),
  );
});
