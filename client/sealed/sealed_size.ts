/** How large files are once they are sealed, so that the server learns little by that. */

/** Bytes of plain text that are sealed together. */
export const chunkBytes = 65_536;
/** Bytes by which each of them grows. */
export const tagBytes = 16;

/**
 * How many bytes a file is made up to before it is sealed, at most 12 % more than it has: Padmé, by
 * which a size tells as little as a floating-point number of its magnitude.
 *
 * @param bytes A whole number up to 2 ** 48.
 * @see {@link https://petsymposium.org/popets/2019/popets-2019-0056.pdf | Reducing Metadata Leakage from
 * Encrypted Files and Communication with PURBs, section 4}
 */
export function paddedSize(bytes: number): number {
  if (bytes < 2) return bytes;
  const exponent = Math.floor(Math.log2(bytes));
  const mantissaBits = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - mantissaBits);
  return step <= 1 ? bytes : Math.ceil(bytes / step) * step;
}

/** In how many chunks a file of some size is sealed; at least one. */
export function chunksOf(bytes: number): number {
  return Math.max(1, Math.ceil(paddedSize(bytes) / chunkBytes));
}

/** How many bytes a file has once it is sealed. */
export function sealedSize(bytes: number): number {
  return paddedSize(bytes) + chunksOf(bytes) * tagBytes;
}

/** How many bytes a file may have so that it has at most `sealed` once it is; -1 for none at all. */
export function mostBytes(sealed: number): number {
  let most = -1;
  let tooMany = Math.floor(sealed) + 1;
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (sealedSize(middle) <= sealed) most = middle;
    else tooMany = middle;
  }
  return most;
}
