// What Parley uses of @std/media-types; the signature is the library's own.
export function contentType(extensionOrType: string): string | undefined;
