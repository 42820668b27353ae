/** Finds names by a few of their letters, as quick switchers do: "tk" finds "tea-kitchen". */

/** How well something fits, and where. */
export interface Match {
  /** The larger the better; all of the name's beginning is best. */
  readonly score: number;
  /** UTF-16 indices of the name at which a letter was found, ascending. */
  readonly at: readonly number[];
}

/** A letter of a name, without accent and case. */
interface Letter {
  readonly folded: string;
  readonly index: number;
  /** Whether a word begins here. */
  readonly isStart: boolean;
}

/** At least so much has a match whose letters stand together; see {@linkcode isClose}. */
const closeScore = 1_000;

/**
 * Looks for the letters of `query` in `name`, in their order. Neither case, accents nor spaces
 * count; nothing finds everything.
 */
export function match(query: string, name: string): Match | undefined {
  const wanted = lettersOf(query).map(({ folded }) => folded).filter((it) => it.trim() !== "");
  const letters = lettersOf(name);
  return together(wanted, letters) ?? apart(wanted, letters);
}

/** Whether the letters stand together: what was typed is part of the name. */
export function isClose({ score }: Match): boolean {
  return score >= closeScore;
}

/** The letters side by side: at the very beginning, else where a word begins, else anywhere. */
function together(wanted: readonly string[], letters: readonly Letter[]): Match | undefined {
  let best: Match | undefined;
  for (let start = 0; start + wanted.length <= letters.length; start++) {
    if (!wanted.every((letter, offset) => letters[start + offset]!.folded === letter)) continue;
    const place = start === 0 ? 3 : letters[start]?.isStart ? 2 : 1;
    // A longer name is further from what was typed.
    const score = closeScore * (place + 1) - letters.length;
    if (best !== undefined && best.score >= score) continue;
    best = { score, at: letters.slice(start, start + wanted.length).map(({ index }) => index) };
  }
  return best;
}

/** The letters in their order with others between them; those that begin a word weigh more. */
function apart(wanted: readonly string[], letters: readonly Letter[]): Match | undefined {
  const at: number[] = [];
  let score = closeScore / 2 - letters.length;
  let from = 0;
  for (const letter of wanted) {
    const found = next(letter, letters, from);
    if (found < 0) return undefined;
    score += letters[found]!.isStart ? 20 : from > 0 && found === from ? 10 : -10;
    at.push(letters[found]!.index);
    from = found + 1;
  }
  return { score: Math.min(score, closeScore - 1), at };
}

/** Where a letter comes next: right here, else at the beginning of a word, else anywhere. */
function next(wanted: string, letters: readonly Letter[], from: number): number {
  if (letters[from]?.folded === wanted) return from;
  const isIt = ({ folded }: Letter, index: number) => index >= from && folded === wanted;
  const start = letters.findIndex((it, index) => it.isStart && isIt(it, index));
  return start >= 0 ? start : letters.findIndex(isIt);
}

function lettersOf(text: string): Letter[] {
  const letters: Letter[] = [];
  let index = 0;
  let isBetween = true;
  for (const character of text) {
    const folded = character.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
    const isWord = /[\p{L}\p{N}]/u.test(character);
    if (folded !== "") letters.push({ folded, index, isStart: isWord && isBetween });
    isBetween = !isWord && !/\p{M}/u.test(character);
    index += character.length;
  }
  return letters;
}
