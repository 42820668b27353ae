/** What of a browser tells which one it is. */
export interface BrowserHints {
  readonly userAgent: string;
}

const browsers = [
  ["Edg", "Edge"],
  ["OPR", "Opera"],
  ["Firefox", "Firefox"],
  ["FxiOS", "Firefox"],
  ["Chrome", "Chrome"],
  ["CriOS", "Chrome"],
  ["Safari", "Safari"],
] as const;
const systems = ["Android", "iPhone", "iPad", "Windows", "Mac", "CrOS", "Linux"] as const;

/**
 * What a browser is called as a device as long as its owner says nothing: kind and system, no more, for
 * the server and everybody whom one writes to read it.
 */
export function browserName({ userAgent }: BrowserHints): string {
  const browser = browsers.find(([sign]) => userAgent.includes(sign))?.[1] ?? "Browser";
  const system = systems.find((sign) => userAgent.includes(sign));
  return system === undefined ? browser : `${browser} · ${system}`;
}
