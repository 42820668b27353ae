declare const isTopic: unique symbol;

/**
 * What messages are about: words between full stops, of letters, digits, `-`, `_` and `=`. Every bus
 * can take it as it is.
 */
export type Topic = string & { readonly [isTopic]: true };

/** What all nodes listen to. */
export const commonTopic = "common" as Topic;

/**
 * The topic of one room.
 *
 * @param name Any well-formed text. What is no letter, digit, `-` or `_` of ASCII is written as `=` and two hex
 * digits for each byte of UTF-8, so that no two names have one topic, and most can be read.
 */
export function roomTopic(name: string): Topic {
  return `room.${escape(name)}` as Topic;
}

const utf8 = new TextEncoder();

function escape(name: string): string {
  return name.replaceAll(
    /[^A-Za-z0-9_-]/gu,
    (sign) => [...utf8.encode(sign)].map((byte) => `=${hex(byte)}`).join(""),
  );
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}
