/** Group 5 of the suite: messages in several frames. */
import { maskedFrame } from "../../support/socket_frames.ts";
import type { SocketCase, SocketCases, Step } from "./case.ts";
import { chopped, hello, joined, text } from "./case.ts";

/** The beginning of a text, a further piece, and its last one. */
const first = maskedFrame(0x01, "fragment1");
const middle = maskedFrame(0x00, "fragment2");
const last = maskedFrame(0x80, "fragment2");
const ping = (payload: string) => maskedFrame(0x89, payload);
const both = "fragment1fragment2";
const stray = "non-continuation payload";

/** The same bytes in one piece, in a piece a frame, and in chops of one byte. */
function threeWays(
  ids: readonly [string, string, string],
  title: string,
  frames: readonly Uint8Array[],
  what: Omit<SocketCase, "id" | "title" | "sends">,
): SocketCase[] {
  const ways: readonly (readonly [string, readonly Step[]])[] = [
    ["in one piece", [joined(...frames)]],
    ["in chops of a frame", frames],
    ["in chops of one byte", chopped(joined(...frames))],
  ];
  return ways.map(([way, sends], index) => ({
    id: ids[index]!,
    title: `${title}, ${way}`,
    sends,
    ...what,
  }));
}

const twiceFragmented = [middle, first, last];
const withPings: readonly Step[] = [
  first,
  middle,
  ping("pongme 1!"),
  "pong",
  maskedFrame(0x00, "fragment3"),
  maskedFrame(0x00, "fragment4"),
  ping("pongme 2!"),
  maskedFrame(0x80, "fragment5"),
];

/** {@linkcode SocketCases} of fragments. */
export const fragmentation: readonly SocketCases[] = [{
  title: "5 Fragmentation",
  cases: [
    {
      id: "5.1",
      title: "a ping in two fragments",
      sends: [maskedFrame(0x09, "fragment1"), last],
      ends: "dropped",
      deviation: "bareDrop",
    },
    {
      id: "5.2",
      title: "a pong in two fragments",
      sends: [maskedFrame(0x0a, "fragment1"), last],
      ends: "dropped",
      deviation: "bareDrop",
    },
    ...threeWays(["5.3", "5.4", "5.5"], "a text in two fragments", [first, last], {
      echoes: [both],
      ends: "open",
    }),
    ...threeWays(["5.6", "5.7", "5.8"], "a ping between two fragments", [
      first,
      ping("ping payload"),
      last,
    ], { pongs: ["ping payload"], echoes: [both], ends: "open" }),
    ...threeWays(["5.9", "5.10", "5.11"], "a last fragment of nothing, then a text", [
      maskedFrame(0x80, stray),
      text(hello),
    ], { ends: "dropped", deviation: "bareDrop" }),
    ...threeWays(["5.12", "5.13", "5.14"], "a fragment of nothing, then a text", [
      maskedFrame(0x00, stray),
      text(hello),
    ], { ends: "dropped", deviation: "bareDrop" }),
    {
      id: "5.15",
      title: "a text in two fragments, a fragment of nothing, a text",
      sends: [joined(first, last, maskedFrame(0x00, "fragment3"), text("fragment4"))],
      echoes: [both],
      ends: "dropped",
      deviation: "bareDrop",
    },
    {
      id: "5.16",
      title: "twice: a fragment of nothing, a text in two fragments",
      sends: [joined(...twiceFragmented, ...twiceFragmented)],
      ends: "dropped",
      deviation: "bareDrop",
    },
    {
      id: "5.17",
      title: "twice: a last fragment of nothing, a text in two fragments",
      sends: [joined(last, first, last, last, first, last)],
      ends: "dropped",
      deviation: "bareDrop",
    },
    {
      id: "5.18",
      title: "a text in two fragments that both begin one",
      sends: [joined(first, text("fragment2"))],
      ends: "dropped",
      deviation: "bareDrop",
    },
    {
      id: "5.19",
      title: "five fragments with pings between, the first answered before the end",
      sends: [joined(...withPings.slice(0, 3) as Uint8Array[]), ...withPings.slice(3)],
      pongs: ["pongme 1!", "pongme 2!"],
      echoes: ["fragment1fragment2fragment3fragment4fragment5"],
      ends: "open",
    },
    {
      id: "5.20",
      title: "the same, in chops of a frame",
      sends: withPings,
      pongs: ["pongme 1!", "pongme 2!"],
      echoes: ["fragment1fragment2fragment3fragment4fragment5"],
      ends: "open",
    },
    // Beyond the suite.
    {
      id: "own.5.1",
      title: "a text whose second fragment begins another one",
      sends: [joined(first, maskedFrame(0x01, "other1"), last)],
      echoes: ["other1fragment2"],
      ends: "open",
      deviation: "newBeginning",
    },
    {
      id: "own.5.2",
      title: "a binary message inside a text",
      sends: [joined(first, maskedFrame(0x82, "binary"), last)],
      ends: "dropped",
      deviation: "bareDrop",
    },
    {
      id: "own.5.3",
      title: "a binary message in two fragments",
      sends: [joined(maskedFrame(0x02, "fragment1"), last)],
      ends: 1003,
      ours: "textOnly",
    },
    {
      id: "own.5.4",
      title: "a pong between two fragments",
      sends: [joined(first, maskedFrame(0x8a), last)],
      echoes: [both],
      ends: "open",
    },
    {
      id: "own.5.5",
      title: "a text of 1,000 empty fragments and one that is not",
      sends: [
        joined(maskedFrame(0x01), ...Array.from({ length: 1_000 }, () => maskedFrame(0x00)), last),
      ],
      echoes: ["fragment2"],
      ends: "open",
    },
  ],
}];
