// What Parley uses of @std/http/negotiation; the signatures are the library's own.
export function accepts(request: { headers: Headers }, ...types: string[]): string | undefined;
export function acceptsEncodings(
  request: { headers: Headers },
  ...encodings: string[]
): string | undefined;
/** The ranges that are asked for, the most wanted first; `["*"]` where nothing is said. */
export function acceptsLanguages(request: { headers: Headers }): string[];
