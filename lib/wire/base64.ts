const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Whether a value is bytes in Base64: 4 to so many signs, with padding, without line ends. */
export function isBase64(value: unknown, maxChars: number): value is string {
  return typeof value === "string" && value.length <= maxChars && value.length % 4 === 0 &&
    base64.test(value);
}
