/** A whole bot: says what time it is to whoever says "!time". BOTS.md tells how to run it. */
import { env } from "node:process";

const headers = { authorization: `Bearer ${env.BOT_TOKEN}` };
const socket = new WebSocket(env.BOT_ROOM!, { headers });
socket.onmessage = ({ data }) => {
  for (const { type, text, seq } of data.split("\n").map((line: string) => JSON.parse(line))) {
    if (type !== "message" || text !== "!time") continue;
    const time = new Date().toUTCString();
    socket.send(JSON.stringify({ type: "say", text: time, replyTo: seq, ref: `time ${seq}` }));
  }
};
