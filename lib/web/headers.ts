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
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

/**
 * Adds {@linkcode securityHeaders} to an answer; one that upgrades the connection is left alone, and
 * so is a header that the answer has: files have a stricter policy of their own.
 */
export function secure(response: Response): Response {
  if (response.status === 101) return response;
  for (const [name, value] of Object.entries(securityHeaders)) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  return response;
}
