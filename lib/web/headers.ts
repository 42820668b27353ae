/**
 * Headers of every answer: nothing may be framed, sniffed or fetched from elsewhere, and no script
 * or style runs but our own files.
 *
 * @see {@link https://owasp.org/www-project-secure-headers/ | OWASP Secure Headers}
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(self), geolocation=(), microphone=()",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

/**
 * The policy of a file that somebody sent, for when it is opened by itself: it has no origin, runs no
 * script, and loads nothing but what it is.
 */
export const filePolicy: string = [
  "default-src 'none'",
  "img-src 'self'",
  "media-src 'self'",
  "style-src 'unsafe-inline'",
  "frame-ancestors 'none'",
  "sandbox",
].join("; ");

/**
 * Adds {@linkcode securityHeaders} to an answer, whatever it says itself; one that upgrades the
 * connection is left alone. Of other policies only {@linkcode filePolicy} stands, which is stricter.
 */
export function secure(response: Response): Response {
  if (response.status === 101) return response;
  const { headers } = response;
  const isFile = headers.get("content-security-policy") === filePolicy;
  for (const [name, value] of Object.entries(securityHeaders)) headers.set(name, value);
  if (isFile) headers.set("content-security-policy", filePolicy);
  return response;
}
