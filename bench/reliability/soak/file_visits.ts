/** What people do with files. */
import { say } from "./site.ts";
import type { Guest, Site } from "./site.ts";

/** Bytes of a file at most, and one more. */
const bytesBelow = 400_000;
/** Of so many files one stays. */
const oneStaysOf = 10;
const tus = { "tus-resumable": "1.0.0" };

/** Sends a file in one go, shows it, takes it back as a whole and in part, and mostly deletes it. */
export async function share(site: Site): Promise<void> {
  const guest = await site.newGuest();
  const room = site.random.pick(site.plazas);
  const bytes = newBytes(site);
  const { body } = await guest.ask("POST", `/api/rooms/${room}/files`, {
    status: 201,
    headers: { "content-disposition": 'attachment; filename="leaf.bin"' },
    body: bytes,
  });
  await show(site, guest, room, JSON.parse(new TextDecoder().decode(body)).id, bytes);
}

/** Sends a file in two parts; ends it half-way by chance, or just goes. */
export async function sendParts(site: Site): Promise<void> {
  const { random } = site;
  const guest = await site.newGuest();
  const room = random.pick(site.plazas);
  const bytes = newBytes(site);
  const created = await guest.ask("POST", `/api/rooms/${room}/files`, {
    status: 201,
    headers: { ...tus, "upload-length": `${bytes.length}`, "upload-metadata": "filename bGVhZg==" },
  });
  const { pathname } = new URL(created.headers.get("location")!, site.origin);
  const append = (from: number, to: number) =>
    guest.ask("PATCH", pathname, {
      status: 204,
      headers: {
        ...tus,
        "upload-offset": `${from}`,
        "content-type": "application/offset+octet-stream",
      },
      body: bytes.slice(from, to),
    });
  const half = bytes.length >> 1;
  await append(0, half);
  await guest.ask("HEAD", pathname, { headers: tus });
  const dice = random.below(8);
  if (dice === 0) return;
  if (dice === 1) return void await guest.ask("DELETE", pathname, { status: 204, headers: tus });
  await append(half, bytes.length);
  const { id } = await guest.askJson<{ id: string }>("GET", pathname);
  await show(site, guest, room, id, bytes);
}

async function show(
  site: Site,
  guest: Guest,
  room: string,
  id: string,
  bytes: Uint8Array,
): Promise<void> {
  await using socket = await guest.join(room);
  const target = await say(socket, { type: "say", text: "", files: [id] });
  const { body } = await guest.ask("GET", `/files/${id}/leaf.bin`);
  if (!isSame(body, bytes)) throw new Error(`${id} came back otherwise than it was sent`);
  const headers = { range: "bytes=10-19" };
  const part = await guest.ask("GET", `/files/${id}/leaf.bin`, { status: 206, headers });
  if (!isSame(part.body, bytes.slice(10, 20))) throw new Error(`a part of ${id} is another one`);
  await guest.ask("GET", `/api/rooms/${room}/files?limit=20`);
  if (site.random.below(oneStaysOf) > 0) await say(socket, { type: "delete", target });
}

function newBytes({ random }: Site): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(1_000 + random.below(bytesBelow - 1_000));
  for (let at = 0; at < bytes.length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  }
  return bytes;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
