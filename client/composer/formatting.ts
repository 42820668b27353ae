/** What the buttons and keys for markdown do to a text: pure functions on a selection. */
import { isAddress } from "./pasted_link.ts";
import type { Selection } from "./selection.ts";

/** What a selection can be made. */
export type Format =
  | "bold"
  | "italic"
  | "strike"
  | "code"
  | "codeBlock"
  | "quote"
  | "list"
  | "link";

/**
 * Makes the selection bold, a list …, or takes that back where it is so already. What was selected
 * stays selected; with only a caret, it comes to stand where the words go.
 */
export function format(name: Format, selection: Selection): Selection {
  switch (name) {
    case "bold":
      return toggleMark(selection, "**", (run) => run >= 2);
    case "italic":
      return toggleMark(selection, "*", (run) => run % 2 === 1);
    case "strike":
      return toggleMark(selection, "~~", (run) => run >= 2);
    case "code":
      return code(selection);
    case "codeBlock":
      return codeBlock(selection);
    case "quote":
      return toggleLines(selection, "> ");
    case "list":
      return toggleLines(selection, "- ");
    case "link":
      return link(selection);
  }
}

function selected({ text, start, end }: Selection): string {
  return text.slice(start, end);
}

/** Without white space at either end: markdown takes no mark that stands beside it. */
function tightened(selection: Selection): Selection {
  const words = selected(selection);
  if (words.trim() === "") return { ...selection, end: selection.start };
  const start = selection.start + words.length - words.trimStart().length;
  return { ...selection, start, end: start + words.trim().length };
}

/**
 * @param isOn Whether the mark is among a run of so many of its signs. Bold and italic share one:
 *   one star is italic, two are bold, three both.
 */
function toggleMark(
  selection: Selection,
  mark: string,
  isOn: (run: number) => boolean,
): Selection {
  const { text, start, end } = inside(tightened(selection), mark[0]!);
  const run = Math.min(runBefore(text, start, mark[0]!), runAfter(text, end, mark[0]!));
  const { length } = mark;
  const words = text.slice(start, end);
  const [before, after] = [text.slice(0, start), text.slice(end)];
  if (isOn(run)) {
    const bare = before.slice(0, -length) + words + after.slice(length);
    return { text: bare, start: start - length, end: end - length };
  }
  return { text: before + mark + words + mark + after, start: start + length, end: end + length };
}

/** The words within when their marks were selected as well. */
function inside({ text, start, end }: Selection, sign: string): Selection {
  const most = Math.floor((end - start) / 2);
  const run = Math.min(runAfter(text, start, sign), runBefore(text, end, sign));
  if (run >= most) return { text, start, end };
  return { text, start: start + run, end: end - run };
}

function runBefore(text: string, index: number, sign: string): number {
  let run = 0;
  while (text[index - run - 1] === sign) run++;
  return run;
}

function runAfter(text: string, index: number, sign: string): number {
  let run = 0;
  while (text[index + run] === sign) run++;
  return run;
}

/** A fence of backticks that the words do not hold. */
function fence(words: string, least: number): string {
  const runs = words.match(/`+/g) ?? [];
  return "`".repeat(Math.max(least, ...runs.map((run) => run.length + 1)));
}

function code(selection: Selection): Selection {
  const words = selected(selection);
  if (words.includes("\n")) return codeBlock(selection);
  if (!words.replace(/^`+|`+$/g, "").includes("`")) {
    return toggleMark(selection, "`", (run) => run === 1);
  }
  const { text, start, end } = tightened(selection);
  const held = text.slice(start, end);
  // A space keeps a backtick at the edge apart from the fence; markdown drops it.
  const mark = fence(held, 1);
  const [opening, closing] = [`${mark} `, ` ${mark}`];
  return {
    text: text.slice(0, start) + opening + held + closing + text.slice(end),
    start: start + opening.length,
    end: end + opening.length,
  };
}

/** Fences on lines of their own around the selection. */
function codeBlock({ text, start, end }: Selection): Selection {
  const words = text.slice(start, end);
  const mark = fence(words, 3);
  const opening = `${start === 0 || text[start - 1] === "\n" ? "" : "\n"}${mark}\n`;
  const ending = words.endsWith("\n") ? "" : "\n";
  const closing = `${ending}${mark}${end === text.length || text[end] === "\n" ? "" : "\n"}`;
  return {
    text: text.slice(0, start) + opening + words + closing + text.slice(end),
    start: start + opening.length,
    end: end + opening.length,
  };
}

/** Puts a sign before each of the lines that are touched, or takes it from all of them. */
function toggleLines({ text, start, end }: Selection, sign: string): Selection {
  const from = text.slice(0, start).lastIndexOf("\n") + 1;
  // A selection that ends at the beginning of a line does not reach into it.
  const last = end > start && text[end - 1] === "\n" ? end - 1 : end;
  const to = text.indexOf("\n", last) < 0 ? text.length : text.indexOf("\n", last);
  const lines = text.slice(from, to).split("\n");
  const isOn = lines.every((line) => line.startsWith(sign));
  const changed = lines.map((line) => isOn ? line.slice(sign.length) : sign + line);
  const joined = changed.join("\n");
  const by = isOn ? -sign.length : sign.length;
  return {
    text: text.slice(0, from) + joined + text.slice(to),
    start: Math.max(from, start + by),
    end: Math.max(from, end + joined.length - (to - from)),
  };
}

/** An address becomes where the link leads, anything else what it says; the other is to be typed. */
function link(selection: Selection): Selection {
  const { text, start, end } = tightened(selection);
  const words = text.slice(start, end);
  const scheme = "https://";
  const [before, after] = [text.slice(0, start), text.slice(end)];
  if (isAddress(words)) {
    const caret = start + 1;
    return { text: `${before}[](${words})${after}`, start: caret, end: caret };
  }
  const to = start + words.length + 3;
  const made = { text: `${before}[${words}](${scheme})${after}` };
  if (words === "") return { ...made, start: start + 1, end: start + 1 };
  return { ...made, start: to, end: to + scheme.length };
}
