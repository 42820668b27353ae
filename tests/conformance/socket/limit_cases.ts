/** Groups 9 and 10 of the suite: much, large and in pieces, as far as Parley takes it. */
import { maskedFrame } from "../../support/socket_frames.ts";
import type { SocketCase, SocketCases } from "./case.ts";
import { chopped, fragmented, hex, joined, sized, text } from "./case.ts";

const KiB = 1_024;
const MiB = 1_024 * KiB;
const stars = (bytes: number) => "*".repeat(bytes);
const binary = (bytes: number) => new Uint8Array(bytes).fill(0xfe);
const tooBig = { ends: 1009, ours: "frameBytes" } as const;
const notText = { ends: 1003, ours: "textOnly" } as const;

/** Cases of the same kind, numbered from 1, each of another size. */
function bySize(
  group: string,
  title: string,
  sizes: readonly number[],
  make: (bytes: number) => Omit<SocketCase, "id" | "title">,
): SocketCases {
  const rows = sizes.map((bytes, index) => ({
    id: `${group}.${index + 1}`,
    title: sizeOf(bytes),
    ...make(bytes),
  }));
  return { title: `${group} ${title}`, cases: rows };
}

function sizeOf(bytes: number): string {
  if (bytes >= MiB) return `${bytes / MiB} MiB`;
  return bytes >= KiB ? `${bytes / KiB} KiB` : `${bytes} bytes`;
}

const messageSizes = [64 * KiB, 256 * KiB, MiB, 4 * MiB, 8 * MiB, 16 * MiB];
const fragmentSizes = [64, 256, KiB, 4 * KiB, 16 * KiB, 64 * KiB, 256 * KiB, MiB, 4 * MiB];
const chopSizes = [64, 128, 256, 512, KiB, 2 * KiB];
const roundTripSizes = [0, 16, 64, 256, KiB, 4 * KiB];

/** {@linkcode SocketCases} of sizes. */
export const limitCases: readonly SocketCases[] = [
  bySize(
    "9.1",
    "A text of",
    messageSizes,
    (bytes) =>
      bytes <= 64 * KiB
        ? { sends: [text(sized(bytes))], echoes: ["fits"], ends: "open" }
        : { sends: [text(stars(bytes))], ...tooBig },
  ),
  bySize(
    "9.2",
    "A binary message of",
    messageSizes,
    (bytes) => ({ sends: [maskedFrame(0x82, binary(bytes))], ...notText }),
  ),
  bySize(
    "9.3",
    "A text of 4 MiB in fragments of",
    fragmentSizes,
    (bytes) => ({ sends: [joined(...fragmented(1, stars(4 * MiB), bytes))], ...tooBig }),
  ),
  bySize(
    "9.4",
    "A binary message of 4 MiB in fragments of",
    fragmentSizes,
    (bytes) => ({ sends: [joined(...fragmented(2, binary(4 * MiB), bytes))], ...notText }),
  ),
  bySize(
    "9.5",
    "A text of 1 MiB in chops of",
    chopSizes,
    (bytes) => ({ sends: chopped(text(stars(MiB)), bytes), ...tooBig }),
  ),
  bySize(
    "9.6",
    "A binary message of 1 MiB in chops of",
    chopSizes,
    (bytes) => ({ sends: chopped(maskedFrame(0x82, binary(MiB)), bytes), ...notText }),
  ),
  bySize("9.7", "A thousand texts of", roundTripSizes, (bytes) => ({
    sends: Array.from({ length: 1_000 }, () => text(stars(bytes))),
    ...bytes > 0
      ? { echoes: Array.from({ length: 1_000 }, () => stars(bytes)) }
      : { errors: Array.from({ length: 1_000 }, () => "empty"), ours: "notEmpty" },
    ends: "open",
  })),
  bySize(
    "9.8",
    "A thousand binary messages of",
    roundTripSizes,
    (bytes) => ({
      sends: Array.from({ length: 1_000 }, () => maskedFrame(0x82, binary(bytes))),
      ...notText,
    }),
  ),
  {
    title: "10.1 A text that is cut by itself",
    cases: [{
      id: "10.1.1",
      title: "64 KiB in fragments of 1,300 bytes",
      sends: fragmented(1, sized(64 * KiB), 1_300),
      echoes: ["fits"],
      ends: "open",
    }],
  },
  {
    title: "own.9 Bounds of our own",
    cases: [
      {
        id: "own.9.1",
        title: "a text of 64 KiB and one byte",
        sends: [text(sized(64 * KiB + 1))],
        ...tooBig,
      },
      {
        id: "own.9.2",
        title: "the same in two fragments",
        sends: fragmented(1, sized(64 * KiB + 1), 64 * KiB),
        ...tooBig,
      },
      {
        id: "own.9.3",
        title: "fewer characters than that, of more bytes",
        sends: [text("é".repeat(32 * KiB + 1))],
        ...tooBig,
      },
      {
        id: "own.9.4",
        title: "a frame that announces 65 MiB",
        sends: [hex("81 ff 0000000004100000 00000000 48 65 6c 6c 6f")],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "own.9.5",
        title: "a frame that announces 4 EiB",
        sends: [hex("81 ff 4000000000000000 00000000 48 65 6c 6c 6f")],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "own.9.6",
        title: "2,000 texts of one byte in one piece",
        sends: [joined(...Array.from({ length: 2_000 }, () => text("*")))],
        echoes: Array.from({ length: 2_000 }, () => "*"),
        ends: "open",
      },
      {
        id: "own.9.7",
        title: "2,000 pings in one piece",
        sends: [joined(...Array.from({ length: 2_000 }, () => maskedFrame(0x89, "*")))],
        pongs: Array.from({ length: 2_000 }, () => "*"),
        ends: "open",
      },
    ],
  },
];
