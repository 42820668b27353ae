import { assert, assertEquals } from "@std/assert";
import type { Config } from "../../lib/config/config.ts";
import type { Store } from "../../lib/store/store.ts";
import { RawSocket } from "./raw_socket.ts";
import { SignInStage } from "./sign_in_stage.ts";
import type { Json, WireDocument } from "./wire_document.ts";
import { partsOf } from "./wire_document.ts";

/** A request for an operation of the document. */
export interface Call {
  /** Values of its parameters, whether in the path, the query or the headers. */
  params?: Record<string, string>;
  /** Who asks, and from where. */
  headers?: Record<string, string>;
  /** A form or a text goes as it is, any other object as JSON. */
  body?: object | string;
  /** `HEAD` for what a `GET` answers besides. */
  method?: "HEAD";
}

/** What came back, found to be as documented. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed, where it is JSON; as text, where the document says nothing of it. */
  // deno-lint-ignore no-explicit-any
  body: any;
}

/** What came back, as it came. */
interface Reply {
  status: number;
  headers: Headers;
  text: string;
}

/** One operation of the document. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** The parameters' names, and where each goes. */
  readonly params: ReadonlyMap<string, string>;
  /** Statuses that it names. */
  readonly statuses: readonly number[];
}

/** Every operation that is documented, by its id. */
export function operationsOf(document: WireDocument): Map<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const [path, methods] of Object.entries<Json>(document.root.paths)) {
    for (const [method, operation] of Object.entries<Json>(methods)) {
      const places = Object.keys(operation.parameters ?? []);
      const params = places.map((index) => document.at("paths", path, method, "parameters", index));
      operations.set(operation.operationId, {
        id: operation.operationId,
        method,
        path,
        params: new Map(params.map((param) => [param.name, param.in])),
        statuses: Object.keys(operation.responses).flatMap((status) => Number(status) || []),
      });
    }
  }
  return operations;
}

/** A server whose every answer is held to the document, and people who ask it. */
export class ApiStage implements AsyncDisposable {
  readonly operations: ReadonlyMap<string, Operation>;
  /** Statuses that the server was seen to answer with, by operations. */
  readonly seen: Map<string, Set<number>>;

  private constructor(
    readonly document: WireDocument,
    readonly site: SignInStage,
    seen: Map<string, Set<number>>,
  ) {
    this.operations = operationsOf(document);
    this.seen = seen;
  }

  /** @param options `seen`: where to note what is seen, if stages share that. */
  static async open(
    document: WireDocument,
    { config, store, seen = new Map() }: {
      config?: Partial<Config>;
      store?: Store;
      seen?: Map<string, Set<number>>;
    } = {},
  ): Promise<ApiStage> {
    return new ApiStage(document, await SignInStage.open(config, store), seen);
  }

  /** Headers of somebody who signs in, by the account that they have at the provider. */
  async user(account: string): Promise<Record<string, string>> {
    const browser = await this.site.signIn(account);
    const session = browser.cookie(this.site.origin, "parley_session");
    return { cookie: `parley_session=${session}`, origin: this.site.origin };
  }

  /** Headers of a guest. */
  async guest(name: string): Promise<Record<string, string>> {
    return { cookie: await this.site.server.cookieOf(name), origin: this.site.origin };
  }

  /** Asks, and fails where the answer is not as documented. */
  async call(id: string, call: Call = {}): Promise<Answer> {
    const { params = {}, headers = {}, body } = call;
    const operation = this.operations.get(id)!;
    let { path } = operation;
    const query = new URLSearchParams();
    const named: Record<string, string> = {};
    for (const [name, value] of Object.entries(params)) {
      const place = operation.params.get(name);
      assert(place, `${id} has no parameter ${name}`);
      if (place === "query") query.set(name, value);
      else if (place === "header") named[name] = value;
      else path = path.replace(`{${name}}`, value);
    }
    const isJson = typeof body === "object" && !(body instanceof FormData);
    const method = call.method ?? operation.method.toUpperCase();
    const reply = await this.#fetch(`${path}?${query}`, {
      method,
      headers: { ...(isJson && { "content-type": "application/json" }), ...named, ...headers },
      ...(body !== undefined && { body: isJson ? JSON.stringify(body) : body }),
    });
    const answer = this.#check(operation, reply, method);
    if (answer.status < 300 && body !== undefined) {
      const place = ["paths", operation.path, operation.method, "requestBody", "content"];
      const sent = headers["content-type"] ??
        (isJson ? "application/json" : body instanceof FormData ? "multipart/form-data" : "");
      const type = typeIn(this.document.at(...place), sent);
      assert(type, `${id} takes no ${sent}`);
      if (isJson) {
        const faults = this.document.faults([...place, type, "schema"], body);
        assertEquals(faults, [], `the body of ${id}`);
      }
    }
    return answer;
  }

  /** A handshake is not `fetch`'s to make. */
  async #fetch(path: string, init: RequestInit): Promise<Reply> {
    const headers = init.headers as Record<string, string>;
    if (headers.upgrade === undefined) {
      const response = await this.site.server.fetch(path, init);
      return { status: response.status, headers: response.headers, text: await response.text() };
    }
    using socket = await RawSocket.connect(this.site.origin);
    const all = { host: new URL(this.site.origin).host, ...headers };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    await socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
    const [head = "", text = ""] = new TextDecoder().decode(await socket.read()).split("\r\n\r\n");
    const [line = "", ...fields] = head.split("\r\n");
    const pairs = fields.map((field) => field.split(/: (.*)/).slice(0, 2) as [string, string]);
    const status = Number(line.split(" ")[1]);
    // Behind the head of a socket that is open there are frames.
    return { status, headers: new Headers(pairs), text: status === 101 ? "" : text };
  }

  #check(
    { id, path, method }: Operation,
    { status, headers, text }: Reply,
    asked: string,
  ): Answer {
    const what = `${status} of ${id}`;
    this.seen.set(id, (this.seen.get(id) ?? new Set()).add(status));
    const place = ["paths", path, method, "responses", `${status}`];
    const documented = this.document.at(...place);
    assert(documented, `${what} is not documented: ${text}`);
    const type = headers.get("content-type")?.split(";")[0] ?? "";
    for (const [name, { schema, required }] of Object.entries<Json>(documented.headers ?? {})) {
      if (required) assert(headers.has(name), `${name} of ${what}`);
      if (schema.const && headers.has(name)) {
        assertEquals(headers.get(name), schema.const, `${name} of ${what}`);
      }
    }
    const content: Json = documented.content ?? {};
    if (text === "") {
      // What tus has to say is in headers.
      const isBare = asked === "HEAD" || headers.has("tus-resumable");
      if (!isBare) assertEquals(Object.keys(content), [], what);
      return { status, headers, body: undefined };
    }
    const documentedType = typeIn(content, type);
    assert(documentedType, `${type} is not documented of ${what}`);
    if (!content[documentedType].schema) return { status, headers, body: text };
    const given: Json = this.document.root.paths[path][method].responses[status];
    const schema = [...(given.$ref ? partsOf(given.$ref) : place), "content", type, "schema"];
    const parts = partsOfBody(type, text);
    for (const part of parts) assertEquals(this.document.faults(schema, part), [], what);
    return { status, headers, body: parts[0] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.site[Symbol.asyncDispose]();
  }
}

/** The media type among those that are documented that stands for one; the closest. */
function typeIn(documented: Json, type: string): string | undefined {
  return [type, "*/*"].find((one) => one in documented);
}

/** What the schema of a media type is of: of lines each one. */
function partsOfBody(type: string, text: string): unknown[] {
  if (type === "text/plain") return [text];
  const lines = type === "application/x-ndjson" ? text.trimEnd().split("\n") : [text];
  return lines.map((line) => JSON.parse(line));
}
