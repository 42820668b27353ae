/**
 * Parts a list, in its order, so that the JSON of each part has at most `maxSigns` signs; what alone has
 * more is a part of its own.
 *
 * @param signsOf How many signs one takes, with what stands around it.
 */
export function batches<T>(
  all: readonly T[],
  signsOf: (one: T) => number,
  maxSigns: number,
): T[][] {
  const parts: T[][] = [];
  let signs = Infinity;
  for (const one of all) {
    const more = signsOf(one);
    signs += more;
    if (signs > maxSigns) {
      parts.push([]);
      signs = more;
    }
    parts.at(-1)!.push(one);
  }
  return parts;
}
