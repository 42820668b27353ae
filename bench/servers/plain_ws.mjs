// The plainest chat server one would write by hand on npm:ws, for Node.
// Arguments: the port, and the folder of the package ws.
import { createServer } from "node:http";
import process from "node:process";
import { pathToFileURL } from "node:url";

const [port, wsFolder] = process.argv.slice(2);
const { WebSocketServer } = await import(pathToFileURL(`${wsFolder}/wrapper.mjs`).href);

const server = createServer((_request, response) => response.end("ok"));
const rooms = new Map();

new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket, request) => {
  const name = new URL(request.url, "http://localhost").searchParams.get("room");
  const room = rooms.get(name) ?? new Set();
  rooms.set(name, room.add(socket));
  socket.on("message", (payload, isBinary) => {
    for (const member of room) member.send(payload, { binary: isBinary });
  });
  socket.on("close", () => room.delete(socket));
});

server.listen(Number(port), "127.0.0.1");
