/** A real nginx with `docs/deploy/nginx.conf` in front of a server, where there is one. */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { TestClient } from "../support/client.ts";
import { freePort } from "../support/free_port.ts";
import { TestFolder } from "../support/program.ts";
import { RawSocket } from "../support/raw_socket.ts";
import { projectFolder, TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

/**
 * Whether these tests have to be left out: nginx is not installed, and this is not CI, where that is
 * a failure. Says so once.
 */
function lacksNginx(): boolean {
  try {
    new Deno.Command("nginx", { args: ["-v"], stderr: "null" }).outputSync();
    return false;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    if (Deno.env.has("CI")) return false;
    // deno-lint-ignore no-console
    console.log("Tests with nginx are left out: nginx is not there");
    return true;
  }
}

const lacks = lacksNginx();

/** nginx before a server, on a free port, without TLS and less patient with headers. */
class RunningNginx implements AsyncDisposable {
  readonly origin: string;
  readonly #process: Deno.ChildProcess;
  readonly #folder: TestFolder;

  private constructor(process: Deno.ChildProcess, folder: TestFolder, origin: string) {
    this.#process = process;
    this.#folder = folder;
    this.origin = origin;
  }

  static async start(server: TestServer): Promise<RunningNginx> {
    while (true) {
      const nginx = await RunningNginx.#begin(server);
      let hasEnded = false;
      void nginx.#process.status.then(() => hasEnded = true);
      let isReady = false;
      await until(async () => hasEnded || (isReady = await nginx.answers()));
      if (isReady) return nginx;
      // Somebody else has taken one of its ports meanwhile.
      await nginx.#folder[Symbol.asyncDispose]();
    }
  }

  static async #begin(server: TestServer): Promise<RunningNginx> {
    const folder = new TestFolder();
    const [plain, port] = [freePort(), freePort()];
    const ours = Deno.readTextFileSync(join(projectFolder, "docs/deploy/nginx.conf"))
      .replace("listen 80;", `listen 127.0.0.1:${plain};`)
      .replace("listen 443 ssl http2;", `listen 127.0.0.1:${port};`)
      .replaceAll(/^\s*(?:ssl_\w+ .*|server 10\.0\.0\.12:.*)$/gm, "")
      .replaceAll("10.0.0.11:8080", new URL(server.origin).host)
      .replace(/client_header_timeout \d+s;/, "client_header_timeout 1s;");
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((what) => `${what}_temp_path ${folder.path}/${what};`);
    const conf = `daemon off; worker_processes 1; pid ${folder.path}/pid; error_log stderr crit;
      events {} http { access_log off; ${temporary.join(" ")} ${ours} }`;
    const path = join(folder.path, "nginx.conf");
    await Deno.writeTextFile(path, conf);
    const args = ["-p", folder.path, "-c", path, "-e", "stderr"];
    const process = new Deno.Command("nginx", { args, stderr: "inherit" }).spawn();
    return new RunningNginx(process, folder, `http://127.0.0.1:${port}`);
  }

  async answers(): Promise<boolean> {
    const response = await fetch(`${this.origin}/healthz`).catch(() => undefined);
    await response?.body?.cancel();
    return response?.ok ?? false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGTERM");
    await this.#process.status;
    await this.#folder[Symbol.asyncDispose]();
  }
}

Deno.test({
  name: "nginx.conf ends connections whose headers do not come",
  ignore: lacks,
  async fn() {
    await using server = await TestServer.open();
    await using nginx = await RunningNginx.start(server);
    using socket = await RawSocket.connect(nginx.origin);
    await socket.write("GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ");
    while ((await socket.read()).length > 0);
  },
});

Deno.test({
  name: "nginx.conf leads sockets to the server",
  ignore: lacks,
  async fn() {
    await using server = await TestServer.open();
    await using nginx = await RunningNginx.start(server);
    await using ann = await TestClient.open(nginx.origin, { room: "tea", name: "ann" });
    assertEquals((await ann.hear("welcome")).room, "tea");
  },
});
