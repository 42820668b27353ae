// The plainest chat server one would write by hand for Bun, on its native publish.
// Argument: the port.
/* global Bun */
import process from "node:process";

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: Number(process.argv[2]),
  fetch(request, server) {
    const room = new URL(request.url).searchParams.get("room");
    return room !== null && server.upgrade(request, { data: { room } })
      ? undefined
      : new Response("ok");
  },
  websocket: {
    perMessageDeflate: false,
    // High enough that nothing is dropped: by default Bun leaves out members that lag 16 MiB behind.
    backpressureLimit: 1024 ** 3,
    open(socket) {
      socket.subscribe(socket.data.room);
    },
    message(socket, payload) {
      server.publish(socket.data.room, payload);
    },
  },
});
