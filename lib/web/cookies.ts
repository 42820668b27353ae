/**
 * The value of one cookie. The library's parser throws at an empty part, which other programs on
 * the same host may well leave in the header.
 */
export function findCookie(request: Request, name: string): string | undefined {
  const header = request.headers.get("cookie") ?? "";
  const pairs = header.split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
