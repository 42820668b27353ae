import { assertEquals } from "@std/assert";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { PostgresSocket } from "../../lib/store/postgres_socket.ts";

Deno.test("PostgresSocket bears an error that comes when nobody listens any more", () => {
  const socket = new PostgresSocket();
  let heard = 0;
  socket.on("error", () => heard++);
  socket.removeAllListeners();
  socket.emit("error", new Error("write EBADF"));
  assertEquals([heard, socket.listenerCount("close")], [0, 0]);
  socket.destroy();
});

Deno.test("PostgresSocket.connect() sends what was written before it was connected", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = PostgresSocket.connect({ host: ["127.0.0.1"], port: [port] });
  socket.write("early");
  const [accepted] = await once(server, "connection");
  const [bytes] = await once(accepted, "data");
  assertEquals(`${bytes}`, "early");
  const ends = [once(socket, "close"), once(accepted, "close"), once(server, "close")];
  socket.destroy();
  accepted.destroy();
  server.close();
  await Promise.all(ends);
});
