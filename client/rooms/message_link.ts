/**
 * The address of a message, to send to others.
 *
 * @param origin Of the server, such as `https://chat.example.org`.
 */
export function messageLink(origin: string, room: string, seq: number): string {
  const link = new URL("/chat", origin);
  link.searchParams.set("room", room);
  link.hash = `m${seq}`;
  return link.href;
}
