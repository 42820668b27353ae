/** An object of a bucket, as a list of them says. */
export interface S3Object {
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  /** Unix milliseconds. */
  readonly changedAt: number;
}

/** One page of a list. */
export interface S3Listing {
  readonly objects: readonly S3Object[];
  /** What the next page is asked for with; `undefined` when this is the last one. */
  readonly next: string | undefined;
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/**
 * Reads an answer of ListObjectsV2. Of its XML no more is understood than such answers have: elements
 * without attributes around texts. What is no object in this sense is left out.
 *
 * @see {@link https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html | ListObjectsV2}
 */
export function parseListing(xml: string): S3Listing {
  const objects: S3Object[] = [];
  for (const [, entry] of xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
    const key = textOf(entry!, "Key");
    const size = Number(textOf(entry!, "Size"));
    const changedAt = Date.parse(textOf(entry!, "LastModified") ?? "");
    if (key === undefined || !Number.isSafeInteger(size) || Number.isNaN(changedAt)) continue;
    objects.push({ key, size, changedAt });
  }
  const isTruncated = textOf(xml, "IsTruncated") === "true";
  return { objects, next: isTruncated ? textOf(xml, "NextContinuationToken") : undefined };
}

/** The word for what went wrong in an answer that says so: `SlowDown`, or `undefined`. */
export function parseErrorCode(xml: string): string | undefined {
  const code = textOf(xml, "Code");
  // It goes to the log: a word and nothing else.
  return code !== undefined && /^\w{1,64}$/.test(code) ? code : undefined;
}

/** The text of the first element of this name. */
export function textOf(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,4}));/gi, (whole, ...found) => {
    const [decimal, hex, entity] = found as (string | undefined)[];
    if (entity !== undefined) return entities[entity] ?? whole;
    const code = decimal !== undefined ? Number(decimal) : parseInt(hex!, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
