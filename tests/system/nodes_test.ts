/** Two nodes over a real PostgreSQL and a real NATS are one server for whoever uses them. */
import { assertEquals } from "@std/assert";
import type { ClusterNode } from "../support/cluster.ts";
import { Cluster } from "../support/cluster.ts";
import { lacksNats } from "../support/nats.ts";
import { lacksPostgres } from "../support/postgres.ts";
import { findPrograms } from "../support/program.ts";
import { Random } from "../support/random.ts";

const program = findPrograms().at(-1)!;
const tus = { "tus-resumable": "1.0.0" };

Deno.test({
  name:
    `${program.name}: what begins at one node goes on at the other: a sign-in, a room, an upload`,
  ignore: [lacksPostgres(), lacksNats()].includes(true),
  async fn() {
    const random = new Random(1);
    await using cluster = await Cluster.open({ program, nodes: 2, random });
    const [one, other] = cluster.nodes as [ClusterNode, ClusterNode];
    const cookie = await one.running.cookieOf("Ann");
    const ask = async (
      { running: { origin } }: ClusterNode,
      method: string,
      path: string,
      { headers, body }: { headers?: Record<string, string>; body?: BodyInit } = {},
    ) => {
      const init = { method, headers: { cookie, origin, ...headers }, ...(body && { body }) };
      return await fetch(new URL(path, origin), init);
    };
    const json = { "content-type": "application/json" };
    const room = { headers: json, body: JSON.stringify({ name: "tea" }) };
    assertEquals((await (await ask(one, "POST", "/api/rooms", room)).json()).name, "tea");

    const bytes = new Uint8Array(700_000).map((_, index) => index * 31 % 251);
    const begun = await ask(other, "POST", "/api/rooms/tea/files", {
      headers: { ...tus, "upload-length": `${bytes.length}` },
    });
    await begun.body?.cancel();
    const { pathname } = new URL(begun.headers.get("location")!, one.origin);
    const ends = [0, 100_000, 400_000, 400_001, bytes.length];
    for (const [part, node] of [one, other, one, other].entries()) {
      const [offset, end] = [ends[part]!, ends[part + 1]!];
      const patched = await ask(node, "PATCH", pathname, {
        headers: {
          ...tus,
          "upload-offset": `${offset}`,
          "content-type": "application/offset+octet-stream",
        },
        body: bytes.slice(offset, end),
      });
      await patched.body?.cancel();
      assertEquals([patched.status, patched.headers.get("upload-offset")], [204, `${end}`]);
    }
    const { id, size } = await (await ask(one, "GET", pathname)).json();
    assertEquals(size, bytes.length);
    const said = await ask(other, "POST", "/api/rooms/tea/messages", {
      headers: json,
      body: JSON.stringify({ text: "look", files: [id] }),
    });
    await said.body?.cancel();
    assertEquals(said.status, 201);
    assertEquals(await (await ask(one, "GET", `/files/${id}/a`)).bytes(), bytes);
  },
});
