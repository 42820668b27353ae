/** Where a browser on this machine finds a server that listens on `host` and `port`. */
export function addressOf(host: string, port: number): string {
  const isAny = host === "0.0.0.0" || host === "::";
  return `http://${isAny ? "localhost" : host.includes(":") ? `[${host}]` : host}:${port}/`;
}
