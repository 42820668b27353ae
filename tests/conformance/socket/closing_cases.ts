/** Group 7 of the suite: how a connection ends. */
import { maskedFrame } from "../../support/socket_frames.ts";
import type { SocketCase, SocketCases } from "./case.ts";
import { close, hello, hex, joined, text } from "./case.ts";

const ping = maskedFrame(0x89);
const validCodes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
const invalidCodes = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999];

function codeCases(group: string, codes: readonly number[], answer?: number): SocketCase[] {
  return codes.map((code, index) => ({
    id: `${group}.${index + 1}`,
    title: `${code}`,
    sends: [close(code)],
    ends: answer ?? code,
  }));
}

/** {@linkcode SocketCases} of closing. */
export const closing: readonly SocketCases[] = [
  {
    title: "7.1 Closing",
    cases: [
      {
        id: "7.1.1",
        title: "a text, then a close",
        sends: [joined(text(hello), close(1000))],
        echoes: [hello],
        ends: 1000,
      },
      { id: "7.1.2", title: "two closes", sends: [joined(close(1000), close(1000))], ends: 1000 },
      {
        id: "7.1.3",
        title: "a ping after the close",
        sends: [joined(close(1000), ping)],
        ends: 1000,
      },
      {
        id: "7.1.4",
        title: "a text after the close",
        sends: [joined(close(1000), text(hello))],
        ends: 1000,
      },
      {
        id: "7.1.5",
        title: "a close between two fragments",
        sends: [
          joined(maskedFrame(0x01, "fragment1"), close(1000), maskedFrame(0x80, "fragment2")),
        ],
        ends: 1000,
      },
      {
        id: "7.1.6",
        title: "256 KiB, a text, a close, a ping",
        sends: [joined(text("BAsd7&jh23".repeat(26_214)), text(hello), close(1000), ping)],
        // Which one comes first is up to the server, the suite says.
        ends: [1009, 1000],
        ours: "frameBytes",
      },
    ],
  },
  {
    title: "7.3 Lengths of a close",
    cases: [
      {
        id: "7.3.1",
        title: "no payload",
        sends: [maskedFrame(0x88)],
        ends: "closed without a code",
      },
      {
        id: "7.3.2",
        title: "one byte",
        sends: [maskedFrame(0x88, "a")],
        ends: "dropped",
        deviation: "bareDrop",
      },
      { id: "7.3.3", title: "a code", sends: [close(1000)], ends: 1000 },
      { id: "7.3.4", title: "a code and a reason", sends: [close(1000, hello)], ends: 1000 },
      {
        id: "7.3.5",
        title: "a code and a reason of 123 bytes",
        sends: [close(1000, "*".repeat(123))],
        ends: 1000,
      },
      {
        id: "7.3.6",
        title: "a code and a reason of 124 bytes",
        sends: [close(1000, "*".repeat(124))],
        ends: 1000,
        deviation: "longClose",
      },
    ],
  },
  {
    title: "7.5 The reason of a close",
    cases: [
      {
        id: "7.5.1",
        title: "that is no UTF-8",
        sends: [close(1000, hex("ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80 65 64 69 74 65 64"))],
        ends: "dropped",
        deviation: "bareDrop",
      },
    ],
  },
  { title: "7.7 Codes that may be sent", cases: codeCases("7.7", validCodes) },
  { title: "7.9 Codes that may not be sent", cases: codeCases("7.9", invalidCodes, 1002) },
  {
    title: "7.13 Codes of which the RFC says nothing",
    cases: [
      { id: "7.13.1", title: "5000", sends: [close(5000)], ends: 1002 },
      { id: "7.13.2", title: "65535", sends: [close(65_535)], ends: 1002 },
    ],
  },
  {
    title: "own.7 Ending without a word",
    cases: [
      {
        id: "own.7.1",
        title: "a close in two fragments",
        sends: [maskedFrame(0x08, hex("03 e8")), maskedFrame(0x80)],
        ends: "dropped",
        deviation: "bareDrop",
      },
      {
        id: "own.7.2",
        title: "codes that were registered later",
        sends: [close(1012)],
        ends: 1012,
      },
    ],
  },
];
