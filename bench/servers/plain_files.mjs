// The plainest server of files that one would write by hand on Node: streams to the disk and back.
// Arguments: the port, and the folder of the files.
import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { basename, join } from "node:path";
import process from "node:process";
import { pipeline } from "node:stream/promises";

const [port, folder] = process.argv.slice(2);

createServer(async (request, response) => {
  if (request.url === "/healthz") return response.end("ok");
  const path = join(folder, basename(request.url));
  if (request.method === "POST") {
    await pipeline(request, createWriteStream(path));
    return response.end();
  }
  response.setHeader("content-length", (await stat(path)).size);
  await pipeline(createReadStream(path), response);
}).listen(Number(port), "127.0.0.1");
