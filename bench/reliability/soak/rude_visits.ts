/** What nobody should do at a server, and some do; each throws where the server bears it ill. */
import { Buffer } from "node:buffer";
import type { TestClient } from "../../../tests/support/client.ts";
import { clientFrame, closeCodeIn, RawSocket } from "../../../tests/support/raw_socket.ts";
import { say } from "./site.ts";
import type { Site } from "./site.ts";

/** A message that is as large as may be: 8,000 characters of four bytes. */
const longText = "🫖".repeat(8_000);
/** So many people say so many of them at once: 10 MB, more than the kernel takes for a slow reader. */
const floodPeople = 16;
const floodMessages = 20;

/** Sends one kind after the other of what is no command; the socket is closed as the protocol says. */
export async function sendNonsense(site: Site): Promise<void> {
  const guest = await site.newGuest();
  const room = site.random.pick(site.plazas);
  const endings: [number, (socket: TestClient) => void][] = [
    [1003, (socket) => socket.send(new Uint8Array(100))],
    [1008, (socket) => Array.from({ length: 10 }, () => socket.send('{"type":'))],
    [1009, (socket) => socket.send("x".repeat(70_000))],
  ];
  for (const [code, end] of endings) {
    const socket = await guest.join(room);
    socket.send({ type: "nonsense" });
    await socket.hear("error");
    end(socket);
    const closed = await socket.closed;
    if (closed.code !== code) {
      throw new Error(`a socket was closed with ${closed.code}, not ${code}`);
    }
  }
  await guest.ask("GET", "/api/rooms/%00", { status: 400 });
  await guest.ask("GET", "/nowhere", { status: 404 });
  await guest.ask("POST", "/api/rooms", { status: 400, body: { name: "🫖" } });
  await guest.ask("GET", `/room?room=${room}`, { status: 426 });
}

/** Sends bytes that are no frames, and requests that are none; then hangs up in the midst of things. */
export async function breakOff(site: Site): Promise<void> {
  const path = `/room?room=${site.random.pick(site.plazas)}&name=${site.newName("rude")}`;
  const bytes = [
    clientFrame(1, Uint8Array.of(0xff, 0xfe)),
    clientFrame(3, "reserved"),
    clientFrame(1, "half of it").subarray(0, 8),
    clientFrame(9, "ping"),
  ];
  for (const sent of bytes) {
    using socket = await RawSocket.upgrade(site.origin, path);
    await socket.write(sent);
    await socket.read();
  }
  const host = `Host: ${new URL(site.origin).host}\r\n`;
  const requests = [
    "tea, please\r\n\r\n",
    `GET ${path} HTTP/1.1\r\n${host}Upgr`,
    `POST /api/rooms/plaza-1/files?name=rude HTTP/1.1\r\n${host}Content-Length: 100000\r\n\r\nhalf`,
  ];
  for (const sent of requests) {
    using socket = await RawSocket.connect(site.origin);
    await socket.write(sent);
  }
}

/**
 * Joins a room and reads nothing while others flood it, until it is dropped; then reads after all,
 * and hears why. The room goes afterwards.
 */
export async function readSlowly(site: Site): Promise<void> {
  const room = site.newName("flood");
  const owner = await site.newGuest();
  await owner.ask("POST", "/api/rooms", { status: 201, body: { name: room } });
  using slow = await RawSocket.upgrade(site.origin, `/room?room=${room}&name=slow`);
  const people = await Promise.all(Array.from({ length: floodPeople }, async () => {
    return await (await site.newGuest()).join(room);
  }));
  await Promise.all(people.map((socket) => flood(socket)));
  const code = await readToClose(slow);
  if (code !== 4000) throw new Error(`a slow reader was closed with ${code}, not 4000`);
  await owner.ask("DELETE", `/api/rooms/${room}`, { status: 204 });
  for (const { code } of await Promise.all(people.map(({ closed }) => closed))) {
    if (code !== 4502) throw new Error(`${room} was deleted, and a socket closed with ${code}`);
  }
}

async function flood(socket: TestClient): Promise<void> {
  for (let count = 0; count < floodMessages; count++) {
    await say(socket, { type: "say", text: longText });
  }
}

/** The code of the close frame that comes once everything before it is read. */
async function readToClose(socket: RawSocket): Promise<number | undefined> {
  const chunks: Uint8Array[] = [];
  while (true) {
    const chunk = await socket.read();
    chunks.push(chunk);
    const code = closeCodeIn(Buffer.concat(chunks));
    if (chunk.length === 0 || code !== undefined) return code;
  }
}
