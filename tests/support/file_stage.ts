import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { Config } from "../../lib/config/config.ts";
import type { Attachment } from "../../lib/wire/messages.ts";
import { TestServer } from "./server.ts";
import type { ServerOptions } from "./server.ts";
import { until } from "./until.ts";

/** A server with one room, "tea", that ada has made, and bob, who is in it as well. */
export class FileStage implements AsyncDisposable {
  readonly server: TestServer;
  readonly ada: string;
  readonly bob: string;

  private constructor(server: TestServer, ada: string, bob: string) {
    this.server = server;
    this.ada = ada;
    this.bob = bob;
  }

  static async open(config: Partial<Config> = {}, parts: ServerOptions = {}): Promise<FileStage> {
    const server = await TestServer.open({ ...parts, config });
    const stage = new FileStage(server, await server.cookieOf("ada"), await server.cookieOf("bob"));
    assertEquals((await stage.ask("POST", "/api/rooms", { json: { name: "tea" } })).status, 201);
    return stage;
  }

  /** Asks as ada, unless another cookie is given; the body is read. */
  async ask(
    method: string,
    path: string,
    { json, body, headers = {}, cookie = this.ada }: Ask = {},
  ): Promise<Reply> {
    const response = await this.server.fetch(path, {
      method,
      headers: {
        ...(cookie && { cookie }),
        ...(method !== "GET" && method !== "HEAD" && { origin: this.server.origin }),
        ...(json !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      ...(body !== undefined && { body }),
    });
    const bytes = await response.bytes();
    const text = new TextDecoder().decode(bytes);
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      text,
      get json() {
        return JSON.parse(text);
      },
    };
  }

  /** Sends a file in one go, as ada. */
  async upload(
    name: string,
    body: Uint8Array<ArrayBuffer> | string,
    options: Ask = {},
  ): Promise<Reply> {
    const headers = { "content-disposition": dispositionOf(name), ...options.headers };
    return await this.ask("POST", "/api/rooms/tea/files", { ...options, body, headers });
  }

  /** Sends a file, and a message that has it; gives what the message says of it, and its number. */
  async share(
    name: string,
    body: Uint8Array<ArrayBuffer> | string,
    alt?: string,
  ): Promise<Attachment & { readonly seq: number }> {
    const { json: { id } } = await this.upload(name, body);
    const files = [alt === undefined ? id : { id, alt }];
    const said = await this.ask("POST", "/api/rooms/tea/messages", { json: { text: "", files } });
    assertEquals(said.status, 201, said.text);
    return { ...said.json.files[0], seq: said.json.seq };
  }

  /** Begins an upload by tus, as ada; gives its address. */
  async begin(size: number, metadata: Record<string, string> = {}): Promise<string> {
    const reply = await this.ask("POST", "/api/rooms/tea/files", {
      headers: tus({ "upload-length": `${size}`, "upload-metadata": encodeMetadata(metadata) }),
    });
    assertEquals(reply.status, 201, reply.text);
    return reply.headers.get("location")!;
  }

  /** Goes on with an upload. */
  async append(
    location: string,
    offset: number,
    body: Uint8Array<ArrayBuffer> | string | ReadableStream,
  ): Promise<Reply> {
    return await this.ask("PATCH", location, {
      headers: tus({
        "upload-offset": `${offset}`,
        "content-type": "application/offset+octet-stream",
      }),
      body,
    });
  }

  /** How far an upload has come, as the server says. */
  async offset(location: string): Promise<number> {
    const reply = await this.ask("HEAD", location, { headers: tus() });
    return Number(reply.headers.get("upload-offset") ?? NaN);
  }

  /** Deletes a message, as ada. */
  async remove(seq: number): Promise<void> {
    const headers = { cookie: this.ada, origin: this.server.origin };
    await using client = await this.server.join({ room: "tea", headers });
    client.send({ type: "delete", target: seq });
    await client.hear("deleted");
  }

  /** Names of all that is kept of files, blobs and uploads under way. */
  async kept(): Promise<string[]> {
    const names: string[] = [];
    const folder = join(this.server.data, "files.memory");
    for await (const { name } of Deno.readDir(folder)) {
      for await (const file of Deno.readDir(join(folder, name))) names.push(file.name);
    }
    return names;
  }

  /** Waits until nothing is kept of any file. */
  async noBytes(): Promise<void> {
    await until(async () => (await this.kept()).length === 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

/** What a request is made of. */
export interface Ask {
  json?: unknown;
  body?: BodyInit;
  headers?: Record<string, string>;
  /** An empty one for nobody. */
  cookie?: string;
}

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
  // deno-lint-ignore no-explicit-any
  readonly json: any;
}

/** Headers of a request that speaks tus. */
export function tus(headers: Record<string, string> = {}): Record<string, string> {
  return { "tus-resumable": "1.0.0", ...headers };
}

/** `Content-Disposition` of a file whose name may hold anything. */
export function dispositionOf(name: string): string {
  return `attachment; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", "%27")}`;
}

/** `Upload-Metadata` as tus has it. */
export function encodeMetadata(metadata: Record<string, string>): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${key} ${new TextEncoder().encode(value).toBase64()}`)
    .join(",");
}
