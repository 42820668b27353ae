import { assert, assertEquals } from "@std/assert";
import {
  countSockets,
  isListening,
  readProcessUsage,
  readTreeCpuMicros,
} from "../../../bench/generator/process_usage.ts";

const ignore = Deno.build.os !== "linux";

Deno.test({
  name: "isListening() tells whose port it is",
  ignore,
  fn() {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    assertEquals(isListening(Deno.pid, port), true);
    assertEquals(isListening(Deno.ppid, port), false);
    listener.close();
    assertEquals(isListening(Deno.pid, port), false);
  },
});

Deno.test({
  name: "countSockets() counts a socket more once it is open",
  ignore,
  fn() {
    const before = countSockets(Deno.pid);
    using _listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    assertEquals(countSockets(Deno.pid), before + 1);
  },
});

Deno.test({
  name: "readTreeCpuMicros() counts children that run, and those that have ended",
  ignore,
  async fn() {
    // The first child is busy and ends, the second is busy and goes on.
    const busy = "for (const end = Date.now() + 300; Date.now() < end;);";
    const script = `
      await new Deno.Command(Deno.execPath(), { args: ["eval", ${JSON.stringify(busy)}] }).output();
      const rest = new Deno.Command(Deno.execPath(), {
        args: ["eval", ${JSON.stringify(`${busy} console.log(1); prompt();`)}],
        stdin: "piped", stdout: "piped",
      }).spawn();
      const reader = rest.stdout.getReader();
      await reader.read();
      console.log("busy");
      prompt();
      rest.kill();
      await rest.status;
    `;
    const parent = new Deno.Command(Deno.execPath(), {
      args: ["eval", script],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = parent.stdout.getReader();
    await reader.read();
    const { cpuMicros } = readProcessUsage(parent.pid);
    assert(readTreeCpuMicros(parent.pid) > cpuMicros);
    await parent.stdin.close();
    await parent.status;
    await reader.cancel();
  },
});
