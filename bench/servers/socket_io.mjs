// The plainest chat server one would write by hand on npm:socket.io, for Node: several of them are one
// by way of Redis. Arguments: the port, a folder that has the packages installed, and the port of Redis.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";

const [port, folder, redisPort] = process.argv.slice(2);
const require = createRequire(join(folder, "package.json"));
const { Server } = require("socket.io");
const { createAdapter } = require("@socket.io/redis-adapter");
const { Redis } = require("ioredis");

const redis = new Redis(Number(redisPort), "127.0.0.1");
const server = createServer((_request, response) => response.end("ok"));
const io = new Server(server, {
  adapter: createAdapter(redis, redis.duplicate()),
  transports: ["websocket"],
  perMessageDeflate: false,
});

io.on("connection", (socket) => {
  const { room } = socket.handshake.query;
  socket.join(room);
  socket.on("say", (message) => io.to(room).emit("say", message));
});

server.listen(Number(port), "127.0.0.1");
