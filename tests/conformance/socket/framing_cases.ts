/** Groups 1 to 4 of the suite: lengths, pings and pongs, reserved bits, opcodes. */
import { maskedFrame } from "../../support/socket_frames.ts";
import type { SocketCases } from "./case.ts";
import { chopped, close, hello, hex, joined, sized, text } from "./case.ts";

/** 125 bytes, the most that a control frame may hold, none of them text. */
const most = hex("fe".repeat(125));
const mostSeen = "\ufffd".repeat(125);
const ping = (payload: Uint8Array | string = "") => maskedFrame(0x89, payload);
const pong = (payload: Uint8Array | string = "") => maskedFrame(0x8a, payload);
const tenPings = Array.from({ length: 10 }, (_, n) => `payload-${n}`);

/** {@linkcode SocketCases} of frames that are whole messages. */
export const framing: readonly SocketCases[] = [
  {
    title: "1.1 Text messages",
    cases: [
      {
        id: "1.1.1",
        title: "of 0 bytes",
        sends: [text("")],
        errors: ["empty"],
        ends: "open",
        ours: "notEmpty",
      },
      ...([["1.1.2", 125], ["1.1.3", 126], ["1.1.4", 127], ["1.1.5", 128]] as const).map((
        [id, bytes],
      ) => ({
        id,
        title: `of ${bytes} bytes`,
        sends: [text("*".repeat(bytes))],
        echoes: ["*".repeat(bytes)],
        ends: "open" as const,
      })),
      {
        id: "1.1.6",
        title: "of 65,535 bytes",
        sends: [text(sized(65_535))],
        echoes: ["fits"],
        ends: "open",
      },
      {
        id: "1.1.7",
        title: "of 65,536 bytes",
        sends: [text(sized(65_536))],
        echoes: ["fits"],
        ends: "open",
      },
      {
        id: "1.1.8",
        title: "of 65,536 bytes, in chops of 997",
        sends: chopped(text(sized(65_536)), 997),
        echoes: ["fits"],
        ends: "open",
      },
    ],
  },
  {
    title: "1.2 Binary messages",
    cases: ([
      ["1.2.1", 0],
      ["1.2.2", 125],
      ["1.2.3", 126],
      ["1.2.4", 127],
      ["1.2.5", 128],
      ["1.2.6", 65_535],
      ["1.2.7", 65_536],
      ["1.2.8", 65_536],
    ] as const)
      .map(([id, bytes]) => {
        const frame = maskedFrame(0x82, hex("fe".repeat(bytes)));
        const isChopped = id === "1.2.8";
        return {
          id,
          title: `of ${bytes.toLocaleString("en")} bytes${isChopped ? ", in chops of 997" : ""}`,
          sends: isChopped ? chopped(frame, 997) : [frame],
          ends: 1003,
          ours: "textOnly",
        };
      }),
  },
  {
    title: "2 Pings and pongs",
    cases: [
      { id: "2.1", title: "a ping without payload", sends: [ping()], pongs: [""], ends: "open" },
      { id: "2.2", title: "a ping with text", sends: [ping(hello)], pongs: [hello], ends: "open" },
      {
        id: "2.3",
        title: "a ping with bytes that are no text",
        sends: [ping(hex("00 ff fe fd fc fb 00 ff"))],
        pongs: ["\0\ufffd\ufffd\ufffd\ufffd\ufffd\0\ufffd"],
        ends: "open",
      },
      {
        id: "2.4",
        title: "a ping of 125 bytes",
        sends: [ping(most)],
        pongs: [mostSeen],
        ends: "open",
      },
      {
        id: "2.5",
        title: "a ping of 126 bytes",
        sends: [ping(hex("fe".repeat(126)))],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "2.6",
        title: "a ping of 125 bytes, in chops of one",
        sends: chopped(ping(most)),
        pongs: [mostSeen],
        ends: "open",
      },
      {
        id: "2.7",
        title: "a pong that nobody asked for, without payload",
        sends: [pong()],
        ends: "open",
      },
      {
        id: "2.8",
        title: "a pong that nobody asked for, with payload",
        sends: [pong("unsolicited pong payload")],
        ends: "open",
      },
      {
        id: "2.9",
        title: "a pong that nobody asked for, then a ping",
        sends: [pong("unsolicited pong payload"), ping("ping payload")],
        pongs: ["ping payload"],
        ends: "open",
      },
      {
        id: "2.10",
        title: "ten pings",
        sends: [joined(...tenPings.map(ping))],
        pongs: tenPings,
        ends: "open",
      },
      {
        id: "2.11",
        title: "ten pings, in chops of one byte",
        sends: chopped(joined(...tenPings.map(ping))),
        pongs: tenPings,
        ends: "open",
      },
    ],
  },
  {
    title: "3 Reserved bits",
    cases: [
      {
        id: "3.1",
        title: "a text with RSV 1",
        sends: [maskedFrame(0x91, hello)],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "3.2",
        title: "a text, one with RSV 2, a ping",
        sends: [joined(text(hello), maskedFrame(0xa1, hello), ping())],
        echoes: [hello],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "3.3",
        title: "a text, one with RSV 3, a ping, in chops of a frame",
        sends: [text(hello), maskedFrame(0xb1, hello), ping()],
        echoes: [hello],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "3.4",
        title: "a text, one with RSV 4, a ping, in chops of one byte",
        sends: chopped(joined(text(hello), maskedFrame(0xc1, hello), ping())),
        echoes: [hello],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "3.5",
        title: "a binary message with RSV 5",
        sends: [maskedFrame(0xd2, hex("00 ff fe fd fc fb 00 ff"))],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "3.6",
        title: "a ping with RSV 6",
        sends: [maskedFrame(0xe9, hello)],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "3.7",
        title: "a close with RSV 7",
        sends: [maskedFrame(0xf8, hex("03 e8"))],
        ends: "dropped",
        deviation: "bareDrop",
      },
    ],
  },
  {
    title: "4.1 Reserved opcodes of messages",
    cases: [
      {
        id: "4.1.1",
        title: "opcode 3",
        sends: [maskedFrame(0x83)],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "4.1.2",
        title: "opcode 4 with payload",
        sends: [maskedFrame(0x84, "reserved opcode payload")],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "4.1.3",
        title: "a text, opcode 5, a ping",
        sends: [joined(text(hello), maskedFrame(0x85), ping())],
        echoes: [hello],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "4.1.4",
        title: "a text, opcode 6 with payload, a ping",
        sends: [joined(text(hello), maskedFrame(0x86, hello), ping())],
        echoes: [hello],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "4.1.5",
        title: "a text, opcode 7 with payload, a ping, in chops of one byte",
        sends: chopped(joined(text(hello), maskedFrame(0x87, hello), ping())),
        echoes: [hello],
        ends: "dropped",
        deviation: "bareDrop",
      },
    ],
  },
  {
    title: "4.2 Reserved opcodes of control frames",
    cases: [
      {
        id: "4.2.1",
        title: "opcode 11",
        sends: [maskedFrame(0x8b)],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "4.2.2",
        title: "opcode 12 with payload",
        sends: [maskedFrame(0x8c, "reserved opcode payload")],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "4.2.3",
        title: "a text, opcode 13, a ping",
        sends: [joined(text(hello), maskedFrame(0x8d), ping())],
        echoes: [hello],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "4.2.4",
        title: "a text, opcode 14 with payload, a ping",
        sends: [joined(text(hello), maskedFrame(0x8e, hello), ping())],
        echoes: [hello],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "4.2.5",
        title: "a text, opcode 15 with payload, a ping, in chops of one byte",
        sends: chopped(joined(text(hello), maskedFrame(0x8f, hello), ping())),
        echoes: [hello],
        ends: "dropped",
        deviation: "bareDrop",
      },
    ],
  },
  {
    title: "own.1 The head of a frame",
    cases: [
      // The examples of RFC 6455 section 5.7.
      {
        id: "own.1.1",
        title: "a masked text, as the RFC spells it",
        sends: [hex("81 85 37 fa 21 3d 7f 9f 4d 51 58")],
        echoes: ["Hello"],
        ends: "open",
      },
      {
        id: "own.1.2",
        title: "another mask",
        sends: [maskedFrame(0x81, "Hello", [0xff, 0, 0x80, 0x7f])],
        echoes: ["Hello"],
        ends: "open",
      },
      {
        id: "own.1.3",
        title: "a text that is not masked",
        sends: [hex("81 05 48 65 6c 6c 6f")],
        echoes: ["Hello"],
        ends: "open",
        deviation: "unmasked",
      },
      {
        id: "own.1.4",
        title: "a ping that is not masked",
        sends: [hex("89 05 48 65 6c 6c 6f")],
        pongs: ["Hello"],
        ends: "open",
        deviation: "unmasked",
      },
      {
        id: "own.1.5",
        title: "a length of 5 in two bytes",
        sends: [hex("81 fe 0005 00000000 48 65 6c 6c 6f")],
        echoes: ["Hello"],
        ends: "open",
        deviation: "wideLength",
      },
      {
        id: "own.1.6",
        title: "a length of 5 in eight bytes",
        sends: [hex("81 ff 0000000000000005 00000000 48 65 6c 6c 6f")],
        echoes: ["Hello"],
        ends: "open",
        deviation: "wideLength",
      },
      {
        id: "own.1.7",
        title: "a length below zero",
        sends: [hex("81 ff 8000000000000005 00000000 48 65 6c 6c 6f")],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "own.1.8",
        title: "a head that never ends, and then the end",
        sends: [close(1000), hex("81 ff 0000")],
        ends: 1000,
      },
    ],
  },
];
