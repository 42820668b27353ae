/** Group 6 of the suite: what is UTF-8 and what is not. */
import { maskedFrame } from "../../support/socket_frames.ts";
import type { SocketCase, SocketCases } from "./case.ts";
import { chopped, fragmented, hex, joined, text } from "./case.ts";

/** What comes of a sequence: it is heard, refused as a text of ours, or no UTF-8 at all. */
type Fate = "echo" | "bad_request" | "empty" | "drop";

const drops = { ends: "dropped", deviation: "bareDrop" } as const;
const greeting = "Hello-µ@ßöäüàá-UTF-8!!";
/** The suite's Greek word, five code points of two and three bytes. */
const kosme = "ce ba e1 bd b9 cf 83 ce bc ce b5";
/** It, then what is no code point, then six letters. */
const beyond = hex(`${kosme} f4 90 80 80 65 64 69 74 65 64`);
const surrogate = hex(`${kosme} ed a0 80 65 64 69 74 65 64`);
const ping = maskedFrame(0x89);

/** A group of sequences, numbered from 1, each a text of its own. */
function sequences(
  group: string,
  title: string,
  rows: readonly (readonly [string, Fate])[],
): SocketCases {
  return {
    title: `${group} ${title}`,
    cases: rows.map(([digits, fate], index): SocketCase => {
      const bytes = hex(digits);
      const shown = digits.length > 40 ? `${digits.slice(0, 40)} …` : digits;
      const row = {
        id: `${group}.${index + 1}`,
        title: `the bytes ${shown}`,
        sends: [text(bytes)],
      };
      if (fate === "drop") return { ...row, ...drops };
      if (fate === "echo") {
        return {
          ...row,
          echoes: [new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)],
          ends: "open",
        };
      }
      return { ...row, errors: [fate], ends: "open", ours: "noControls" };
    }),
  };
}

/** The same fate for each of several. */
function all(fate: Fate, rows: readonly string[]): (readonly [string, Fate])[] {
  return rows.map((row) => [row, fate] as const);
}

/** What begins a sequence, each byte with a space behind it. */
function lonely(from: number, to: number): string {
  const count = to - from + 1;
  return Array.from({ length: count }, (_, n) => `${(from + n).toString(16)} 20`).join(" ");
}

/** {@linkcode SocketCases} of texts. */
export const utf8: readonly SocketCases[] = [
  {
    title: "6.1 Texts with empty fragments",
    cases: [
      {
        id: "6.1.1",
        title: "an empty text",
        sends: [text()],
        errors: ["empty"],
        ends: "open",
        ours: "notEmpty",
      },
      {
        id: "6.1.2",
        title: "three fragments, all empty",
        sends: [joined(maskedFrame(0x01), maskedFrame(0x00), maskedFrame(0x80))],
        errors: ["empty"],
        ends: "open",
        ours: "notEmpty",
      },
      {
        id: "6.1.3",
        title: "three fragments, of which only the middle one is not empty",
        sends: [
          joined(maskedFrame(0x01), maskedFrame(0x00, "middle frame payload"), maskedFrame(0x80)),
        ],
        echoes: ["middle frame payload"],
        ends: "open",
      },
    ],
  },
  {
    title: "6.2 UTF-8 in fragments",
    cases: [
      { id: "6.2.1", title: "in one", sends: [text(greeting)], echoes: [greeting], ends: "open" },
      {
        id: "6.2.2",
        title: "in two, cut between code points",
        sends: [joined(maskedFrame(0x01, "Hello-µ@ßöä"), maskedFrame(0x80, "üàá-UTF-8!!"))],
        echoes: [greeting],
        ends: "open",
      },
      {
        id: "6.2.3",
        title: "of one byte each",
        sends: [joined(...fragmented(1, greeting, 1))],
        echoes: [greeting],
        ends: "open",
      },
      {
        id: "6.2.4",
        title: "of one byte each, in Greek",
        sends: [joined(...fragmented(1, hex(kosme), 1))],
        echoes: [new TextDecoder().decode(hex(kosme))],
        ends: "open",
      },
    ],
  },
  {
    title: "6.3 What is no UTF-8, in fragments",
    cases: [
      { id: "6.3.1", title: "in one", sends: [text(surrogate)], ...drops },
      {
        id: "6.3.2",
        title: "of one byte each",
        sends: [joined(...fragmented(1, surrogate, 1))],
        ...drops,
      },
    ],
  },
  {
    title: "6.4 What is no UTF-8 fails at once",
    cases: [
      {
        id: "6.4.1",
        title: "in the second of three fragments, the first taken before",
        sends: [
          maskedFrame(0x01, beyond.subarray(0, 11)),
          ping,
          "pong",
          maskedFrame(0x00, beyond.subarray(11, 15)),
        ],
        pongs: [""],
        ...drops,
      },
      {
        id: "6.4.2",
        title: "in the second of three fragments, at its only byte",
        sends: [
          maskedFrame(0x01, beyond.subarray(0, 12)),
          ping,
          "pong",
          maskedFrame(0x00, beyond.subarray(12, 13)),
        ],
        pongs: [""],
        ...drops,
      },
      {
        id: "6.4.3",
        title: "in the second of three chops of a frame",
        sends: cut(text(beyond), 17, 21),
        ...drops,
      },
      {
        id: "6.4.4",
        title: "in the second of three chops of a frame, at its only byte",
        sends: cut(text(beyond), 18, 19),
        ...drops,
      },
    ],
  },
  sequences(
    "6.5",
    "Some valid sequences",
    all("echo", [
      "68 65 6c 6c 6f 24 77 6f 72 6c 64",
      "68 65 6c 6c 6f c2 a2 77 6f 72 6c 64",
      "68 65 6c 6c 6f e2 82 ac 77 6f 72 6c 64",
      "68 65 6c 6c 6f f0 a4 ad a2 77 6f 72 6c 64",
      kosme,
    ]),
  ),
  sequences("6.6", "All beginnings of a text in Greek", [
    ["ce", "drop"],
    ["ce ba", "echo"],
    ["ce ba e1", "drop"],
    ["ce ba e1 bd", "drop"],
    ["ce ba e1 bd b9", "echo"],
    ["ce ba e1 bd b9 cf", "drop"],
    ["ce ba e1 bd b9 cf 83", "echo"],
    ["ce ba e1 bd b9 cf 83 ce", "drop"],
    ["ce ba e1 bd b9 cf 83 ce bc", "echo"],
    ["ce ba e1 bd b9 cf 83 ce bc ce", "drop"],
    [kosme, "echo"],
  ]),
  sequences("6.7", "First sequence of a length", [["00", "bad_request"], ["c2 80", "empty"], [
    "e0 a0 80",
    "echo",
  ], ["f0 90 80 80", "echo"]]),
  sequences(
    "6.8",
    "First sequence of five and six bytes",
    all("drop", ["f8 88 80 80 80", "fc 84 80 80 80 80"]),
  ),
  sequences("6.9", "Last sequence of a length", [["7f", "empty"], ["df bf", "echo"], [
    "ef bf bf",
    "echo",
  ], ["f4 8f bf bf", "echo"]]),
  sequences(
    "6.10",
    "Last sequence of four, five and six bytes",
    all("drop", ["f7 bf bf bf", "fb bf bf bf bf", "fd bf bf bf bf bf"]),
  ),
  sequences("6.11", "Other bounds", [
    ["ed 9f bf", "echo"],
    ["ee 80 80", "echo"],
    ["ef bf bd", "echo"],
    ["f4 8f bf bf", "echo"],
    ["f4 90 80 80", "drop"],
  ]),
  sequences(
    "6.12",
    "Continuation of nothing",
    all("drop", [
      "80",
      "bf",
      "80 bf",
      "80 bf 80",
      "80 bf 80 bf",
      "80 bf 80 bf 80",
      "80 bf 80 bf 80 bf",
      Array.from({ length: 63 }, (_, n) => (0x80 + n).toString(16)).join(" "),
    ]),
  ),
  sequences(
    "6.13",
    "Beginnings without continuation",
    all("drop", [
      lonely(0xc0, 0xde),
      lonely(0xe0, 0xee),
      lonely(0xf0, 0xf6),
      lonely(0xf8, 0xfa),
      "fc 20",
    ]),
  ),
  sequences(
    "6.14",
    "Sequences without their last byte",
    all("drop", [
      "c0",
      "e0 80",
      "f0 80 80",
      "f8 80 80 80",
      "fc 80 80 80 80",
      "df",
      "ef bf",
      "f7 bf bf",
      "fb bf bf bf",
      "fd bf bf bf bf",
    ]),
  ),
  sequences(
    "6.15",
    "All of these behind each other",
    all("drop", [
      "c0 e0 80 f0 80 80 f8 80 80 80 fc 80 80 80 80 df ef bf f7 bf bf fb bf bf bf fd bf bf bf bf",
    ]),
  ),
  sequences("6.16", "Bytes that cannot be", all("drop", ["fe", "ff", "fe fe ff ff"])),
  sequences(
    "6.17",
    "Overlong ASCII",
    all("drop", ["c0 af", "e0 80 af", "f0 80 80 af", "f8 80 80 80 af", "fc 80 80 80 80 af"]),
  ),
  sequences(
    "6.18",
    "The largest that are overlong",
    all("drop", ["c1 bf", "e0 9f bf", "f0 8f bf bf", "f8 87 bf bf bf", "fc 83 bf bf bf bf"]),
  ),
  sequences(
    "6.19",
    "Overlong NUL",
    all("drop", ["c0 80", "e0 80 80", "f0 80 80 80", "f8 80 80 80 80", "fc 80 80 80 80 80"]),
  ),
  sequences(
    "6.20",
    "Surrogates",
    all("drop", [
      "ed a0 80",
      "ed ad bf",
      "ed ae 80",
      "ed af bf",
      "ed b0 80",
      "ed be 80",
      "ed bf bf",
    ]),
  ),
  sequences(
    "6.21",
    "Pairs of surrogates",
    all("drop", [
      "ed a0 80 ed b0 80",
      "ed a0 80 ed bf bf",
      "ed ad bf ed b0 80",
      "ed ad bf ed bf bf",
      "ed ae 80 ed b0 80",
      "ed ae 80 ed bf bf",
      "ed af bf ed b0 80",
      "ed af bf ed bf bf",
    ]),
  ),
  sequences(
    "6.22",
    "Code points that are no characters",
    all("echo", [
      ...[
        "ef bf be",
        "ef bf bf",
        "f0 9f bf be",
        "f0 9f bf bf",
        "f0 af bf be",
        "f0 af bf bf",
        "f0 bf bf be",
        "f0 bf bf bf",
      ],
      ...[
        "f1 8f bf be",
        "f1 8f bf bf",
        "f1 9f bf be",
        "f1 9f bf bf",
        "f1 af bf be",
        "f1 af bf bf",
        "f1 bf bf be",
        "f1 bf bf bf",
      ],
      ...[
        "f2 8f bf be",
        "f2 8f bf bf",
        "f2 9f bf be",
        "f2 9f bf bf",
        "f2 af bf be",
        "f2 af bf bf",
        "f2 bf bf be",
        "f2 bf bf bf",
      ],
      ...[
        "f3 8f bf be",
        "f3 8f bf bf",
        "f3 9f bf be",
        "f3 9f bf bf",
        "f3 af bf be",
        "f3 af bf bf",
        "f3 bf bf be",
        "f3 bf bf bf",
      ],
      ...["f4 8f bf be", "f4 8f bf bf"],
    ]),
  ),
  sequences(
    "6.23",
    "Specials",
    all("echo", [
      "ef bf b9",
      "ef bf ba",
      "ef bf bb",
      "ef bf bc",
      "ef bf bd",
      "ef bf be",
      "ef bf bf",
    ]),
  ),
];

/** Three pieces, the second one from `start` to before `end`. */
function cut(whole: Uint8Array, start: number, end: number): Uint8Array[] {
  return [whole.subarray(0, start), whole.subarray(start, end), whole.subarray(end)];
}
