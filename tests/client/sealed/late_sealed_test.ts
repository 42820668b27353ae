import { assertEquals, assertRejects } from "@std/assert";
import { LateSealed } from "../../../client/sealed/late_sealed.ts";
import type { Sealed } from "../../../client/sealed/sealed.ts";
import type { SocketListener } from "../../../client/platform/socket.ts";
import { settled } from "../connection/fake_network.ts";
import { MemoryOutbox } from "../outbox/memory_outbox.ts";

const direct = "direct.0123456789abcdefghjkmnpqrs";

/** What is sealed, as far as it is asked for here; counts how often it was loaded. */
class Stage {
  loads = 0;
  failure: Error | undefined;
  readonly heard: string[] = [];
  readonly listener: SocketListener = {
    opened: () => void this.heard.push("opened"),
    heard: (frame) => void this.heard.push(frame),
    closed: (code) => void this.heard.push(`closed ${code}`),
  };
  readonly late = new LateSealed(() => {
    this.loads++;
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(this.#sealed);
  });
  readonly #sealed = {
    openSocket: (address: string, listener: SocketListener) => {
      this.heard.push(address);
      listener.opened();
      return {
        send: (frame: string) => void this.heard.push(`sent ${frame}`),
        close: () => void this.heard.push("close"),
      };
    },
    fetchJson: (path: string) => Promise.resolve(`sealed ${path}`),
    outbox: new MemoryOutbox(),
    room: (name: string) => ({ name }),
  } as unknown as Sealed;
}

Deno.test("LateSealed loads nothing before a direct room opens, then once", async () => {
  const stage = new Stage();
  const { late, listener, heard } = stage;
  const { sealed } = late.direct(direct, { id: "b", name: "Bob", kind: "user" });
  assertEquals([sealed.value, stage.loads], [undefined, 0]);
  const socket = late.openSocket("/room?room=x", listener);
  await settled();
  socket.send("hello");
  socket.close();
  assertEquals(heard, ["/room?room=x", "opened", "sent hello", "close"]);
  assertEquals(sealed.value?.name, direct);
});

Deno.test("LateSealed.openSocket() is a broken socket where the script does not load", async () => {
  const stage = new Stage();
  stage.failure = new Error("no network");
  stage.late.openSocket("/room", stage.listener);
  await settled();
  assertEquals(stage.heard, ["closed 1006"]);
  stage.failure = undefined;
  stage.late.openSocket("/room", stage.listener);
  await settled();
  assertEquals([stage.heard.at(-1), stage.loads], ["opened", 2]);
});

Deno.test("LateSealed.openSocket() opens nothing that was closed meanwhile", async () => {
  for (const failure of [undefined, new Error("no network")]) {
    const stage = new Stage();
    stage.failure = failure;
    stage.late.openSocket("/room", stage.listener).close();
    await settled();
    assertEquals(stage.heard, []);
  }
});

Deno.test("LateSealed.reader() asks the server for all but what direct rooms hold", async () => {
  const { late } = new Stage();
  const read = late.reader((path) => Promise.resolve(`plain ${path}`));
  const paths = [
    ["sealed", `/api/rooms/${direct}/messages?before=3`],
    ["sealed", `/api/rooms/${direct}/search?q=tea`],
    ["sealed", `/api/rooms/${direct}/files`],
    ["plain", `/api/rooms/${direct}`],
    ["plain", `/api/rooms/${direct}/members`],
    ["plain", "/api/rooms/tea/messages"],
    ["plain", "/api/rooms/direct.tea/messages"],
    ["plain", "/api/direct"],
  ] as const;
  for (const [by, path] of paths) assertEquals(await read(path), `${by} ${path}`);
});

Deno.test("LateSealed.outbox keeps nothing anywhere else when it does not load", async () => {
  const stage = new Stage();
  stage.failure = new Error("no network");
  await assertRejects(() => stage.late.outbox.read(direct), Error, "no network");
});
