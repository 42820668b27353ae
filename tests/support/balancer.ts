import type { AddressInfo, Server, Socket } from "node:net";
import { connect, createServer } from "node:net";

/** What stands in front of several nodes: leads each connection to the next one that takes it. */
export class Balancer implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #ports: readonly number[] = [];
  #next = 0;

  private constructor() {
    this.#server = createServer((client) => this.#lead(client, this.#ports.length));
  }

  static async open(): Promise<Balancer> {
    const balancer = new Balancer();
    await new Promise<void>((resolve) => balancer.#server.listen(0, "127.0.0.1", resolve));
    return balancer;
  }

  /** What a client connects to: `http://127.0.0.1:PORT`. */
  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Leads new connections to these ports on loopback; those that are open stay. */
  leadTo(ports: readonly number[]): void {
    this.#ports = ports;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** @param tries How many nodes are left to try. */
  #lead(client: Socket, tries: number): void {
    this.#sockets.add(client);
    client.on("error", () => client.destroy());
    client.on("close", () => this.#sockets.delete(client));
    if (tries === 0) return void client.destroy();
    const port = this.#ports[this.#next++ % this.#ports.length]!;
    const node = connect(port, "127.0.0.1");
    this.#sockets.add(node);
    let isConnected = false;
    node.on("connect", () => {
      isConnected = true;
      client.pipe(node).pipe(client);
    });
    node.on("error", () => node.destroy());
    node.on("close", () => {
      this.#sockets.delete(node);
      if (isConnected) client.destroy();
      else this.#lead(client, tries - 1);
    });
    client.on("close", () => node.destroy());
  }
}
