/** Stands in for our own origin, to read a path with. */
const anywhere = "http://here.invalid";

/** The path of one of our own pages that `given` leads to; the landing page where it leads away. */
export function ownPath(given: string): string {
  const url = URL.parse(given, anywhere);
  if (url === null || url.origin !== anywhere) return "/";
  // Two slashes would begin another host's address.
  return /^\/(?!\/)/.test(url.pathname) ? url.pathname + url.search : "/";
}
