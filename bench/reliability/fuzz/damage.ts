/** Damage to bytes, texts and JSON: what is the same for frames and for requests. */
import { Buffer } from "node:buffer";
import type { Random } from "../../../tests/support/random.ts";
import { badUtf8, oddNumbers, oddTexts, oddValues } from "./odd.ts";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Levels of nesting of what is nested too deeply. */
const deep = 3_000;

/** Flips, cuts, doubles, inserts or takes out some bytes. */
export function damageBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + random.below(32));
  const [before, part, after] = [bytes.slice(0, at), bytes.slice(at, end), bytes.slice(end)];
  switch (random.below(6)) {
    case 0:
      return flipped(bytes, random);
    case 1:
      return before;
    case 2:
      return join(before, part, part, after);
    case 3:
      return join(before, after);
    case 4:
      return join(
        before,
        Uint8Array.from({ length: 1 + random.below(16) }, () => random.below(256)),
        part,
        after,
      );
    default:
      return join(before, random.pick(badUtf8), part, after);
  }
}

/** Puts something odd into a text, or in its place. */
export function damageText(text: string, random: Random): string {
  const odd = random.pick(oddTexts);
  const at = random.below(text.length + 1);
  switch (random.below(4)) {
    case 0:
      return odd;
    case 1:
      return text.slice(0, at) + odd + text.slice(at);
    case 2:
      return text.slice(0, at);
    default:
      return text + text;
  }
}

/**
 * Damages what is meant as JSON: a value in it, its structure, or how it is written; whatever is not JSON
 * as text.
 */
export function damageJson(bytes: Uint8Array, random: Random): Uint8Array {
  const text = decoder.decode(bytes);
  const written = random.below(3) === 0 ? rewritten(text, random) : undefined;
  if (written !== undefined) return encoder.encode(written);
  try {
    const value: unknown = JSON.parse(text);
    return encoder.encode(JSON.stringify(changed(value, random)));
  } catch {
    return encoder.encode(damageText(text, random));
  }
}

/** Any value in a tree is something else now, or gone, or called otherwise. */
function changed(value: unknown, random: Random): unknown {
  if (typeof value !== "object" || value === null) return replaced(value, random);
  const entries = Object.entries(value);
  if (entries.length === 0 || random.below(4) === 0) return replaced(value, random);
  const [key, inner] = random.pick(entries);
  if (Array.isArray(value)) {
    return value.map((one, index) => `${index}` === key ? changed(one, random) : one);
  }
  const others = entries.filter(([name]) => name !== key);
  switch (random.below(8)) {
    case 0:
      return Object.fromEntries(others);
    case 1:
      return Object.fromEntries([...others, [random.pick(oddTexts).slice(0, 100), inner]]);
    case 2:
      return { ...value, [random.pick(entries)[0]]: inner };
    default:
      return { ...value, [key]: changed(inner, random) };
  }
}

function replaced(value: unknown, random: Random): unknown {
  switch (random.below(6)) {
    case 0:
      return random.pick(oddValues);
    case 1:
      return random.pick(oddTexts);
    case 2:
      return [value, value];
    case 3:
      return Array(random.pick([11, 21, 600])).fill(value);
    case 4:
      return { value };
    default:
      return typeof value === "string" ? damageText(value, random) : random.pick(oddValues);
  }
}

/** The same text, written as no encoder would; `undefined` where it gives no hold. */
function rewritten(text: string, random: Random): string | undefined {
  const numbers = [...text.matchAll(/(?<=[:[,]\s*)-?\d+/g)];
  const braces = text.indexOf("{");
  switch (random.below(6)) {
    case 0: {
      if (numbers.length === 0) return undefined;
      const { index, 0: number } = random.pick(numbers);
      return text.slice(0, index) + random.pick(oddNumbers) + text.slice(index + number.length);
    }
    case 1:
      // The last of two is the one that counts.
      return braces < 0 ? undefined : text.replace(/\{/, '{"type":"ping","text":1,');
    case 2:
      return `${text}\n${text}`;
    case 3:
      return text.replace(/[}\]]\s*$/, "");
    case 4:
      return text.replace(/:/, `:${random.pick(["[", '{"a":']).repeat(deep)}`);
    default:
      return Array(random.pick([2, 512, 513])).fill('{"type":"ping"}').join("\n");
  }
}

function flipped(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let flips = 1 + random.below(4); flips > 0 && copy.length > 0; flips--) {
    const at = random.below(copy.length);
    copy[at] = copy[at]! ^ (1 << random.below(8));
  }
  return copy;
}

function join(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
