/** Cookies by which the server's pages follow what is set here; they say nothing of who one is. */

/** Seconds that a cookie is kept: as long as browsers allow. */
const maxAgeSeconds = 400 * 24 * 60 * 60;

/**
 * Writes a cookie for all pages.
 *
 * @param value Of letters, digits and hyphens; an empty one takes the cookie away.
 */
export function writeCookie(name: string, value: string): void {
  const maxAge = value === "" ? 0 : maxAgeSeconds;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=${maxAge}; samesite=lax${secure}`;
}

/** Reads a cookie that {@linkcode writeCookie} wrote; empty where there is none. */
export function readCookie(name: string): string {
  const pairs = document.cookie.split("; ");
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}
