// What Parley's tests use of @std/yaml; the signature is the library's own.
/** Reads a stream of documents. Throws a `SyntaxError` when it is none. */
export function parseAll(content: string): unknown;
