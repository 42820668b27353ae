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
