import { assert, assertEquals, assertRejects } from "@std/assert";
import { ChatError, OperatorError } from "../../lib/errors.ts";
import { S3Blobs } from "../../lib/files/s3_blobs.ts";
import { S3Bucket } from "../../lib/files/s3_bucket.ts";
import { systemClock } from "../../lib/clock.ts";
import { createLog } from "../../lib/log.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { HeardLog } from "../support/heard_log.ts";
import { S3Server } from "../support/s3_server.ts";
import { isSigned } from "../support/s3_signature.ts";
import { blobsContract } from "./blobs_contract.ts";
import { assertSameBytes, BlobsSubject, freshBytes, freshUpload, hashOf } from "./blobs_subject.ts";

let server: S3Server;
Deno.test.beforeAll(async () => {
  server = await S3Server.open();
});
Deno.test.afterAll(() => server[Symbol.asyncDispose]());

/** Pieces smaller than usual, so that there are many. */
const pieceBytes = 256 * 1024;

blobsContract("S3Blobs", {
  open: () => S3Blobs.open({ ...server.access, log: new HeardLog().log, pieceBytes }),
  heldBytes: pieceBytes,
  borderBytes: pieceBytes,
});

const hash = "ab".repeat(32);
const emptyList = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";

/** What a storage is asked for. */
interface Question {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** Answers in place of an object storage; `undefined` for an empty list, which there is at first. */
type Answer = (question: Question) => Promise<Response> | Response | undefined;

/** A storage on a server that does what a test says, but with those only who have the key. */
class Stage implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly lines: string[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  answer: Answer = () => undefined;

  constructor() {
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      async (request) => {
        const { method, headers, signal } = request;
        const body = await request.bytes();
        if (!isSigned(request, body, "hunter2")) return errorOf(403, "SignatureDoesNotMatch");
        const question = { method, url: new URL(request.url), headers, body, signal };
        return this.answer(question) ?? new Response(emptyList);
      },
    );
  }

  async open(retryDelaysMs: readonly number[] = []): Promise<BlobsSubject> {
    const blobs = await S3Blobs.open({
      endpoint: `http://127.0.0.1:${this.#server.addr.port}/storage/`,
      bucket: "files",
      region: "eu-central-1",
      keyId: "the-id",
      secret: "hunter2",
      clock: this.clock,
      log: createLog({
        level: "debug",
        format: "json",
        clock: this.clock,
        write: (line) => this.lines.push(line),
      }),
      retryDelaysMs,
    });
    return new BlobsSubject(blobs);
  }

  /** What the operator has read. */
  get told(): string[] {
    return this.lines.map((line) => {
      const { level, message, why } = JSON.parse(line);
      return [level, message, why].filter((part) => part !== undefined).join(" ");
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

function errorOf(status: number, code: string): Response {
  const xml = `<Error><Code>${code}</Code><StringToSign>hunter2</StringToSign></Error>`;
  return new Response(xml, { status });
}

// What it asks for

Deno.test("S3Blobs.append() sends pieces with their length and hash, and signs them", async () => {
  await using stage = new Stage();
  const sent: [string, string | null, string | null, Uint8Array][] = [];
  stage.answer = ({ method, url, headers, body }) => {
    if (method !== "PUT") return undefined;
    sent.push([url.pathname, headers.get("content-length"), headers.get("authorization"), body]);
    return new Response();
  };
  await using subject = await stage.open();
  const bytes = freshBytes(8 * 2 ** 20 + 1_000);
  assertEquals(await subject.append("upload", 0, bytes), bytes.length);
  const path = "/storage/files/incoming/upload/";
  assertEquals(sent.map(([path, length]) => [path, length]), [
    [`${path}0000000000000000`, `${8 * 2 ** 20}`],
    [`${path}${`${8 * 2 ** 20}`.padStart(16, "0")}`, "1000"],
  ]);
  const [[, , authorization, first], [, , , second]] = [sent[0]!, sent[1]!];
  assert(authorization?.includes("Credential=the-id/20260101/eu-central-1/s3/aws4_request"));
  assertSameBytes(first, bytes.subarray(0, 8 * 2 ** 20));
  assertSameBytes(second, bytes.subarray(8 * 2 ** 20));
});

/** Whose only upload has one piece of these bytes, and takes everything. */
function holding(upload: string, bytes: Uint8Array<ArrayBuffer>, otherwise: Answer): Answer {
  return (question) => {
    const { method, url, headers } = question;
    if (method === "GET" && url.pathname.startsWith("/storage/files/incoming/")) {
      const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(headers.get("range")!)!;
      return new Response(bytes.subarray(Number(start), Number(end) + 1), {
        status: 206,
        headers: { "content-range": `bytes ${start}-${end}/${bytes.length}` },
      });
    }
    if (method === "GET") {
      return new Response(
        `<L><Contents><Key>incoming/${upload}/0000000000000000</Key><Size>${bytes.length}</Size>` +
          "<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents></L>",
      );
    }
    if (method === "HEAD") return new Response(null, { status: 404 });
    return otherwise(question);
  };
}

Deno.test("S3Blobs.keep() fails and makes nothing when what is staged has another hash", async () => {
  await using stage = new Stage();
  const asked: string[] = [];
  for (const size of [1_000, 9 * 2 ** 20]) {
    stage.answer = holding("upload", freshBytes(size), ({ method, url: { search } }) => {
      asked.push(`${method} ${search}`);
      return new Response("<R><UploadId>7</UploadId></R>");
    });
    await using subject = await stage.open();
    const kept = subject.blobs.keep("upload", hash);
    await assertRejects(() => kept, Error, "what is staged has another hash");
  }
  assertEquals(asked, [
    "POST ?uploads=",
    "PUT ?partNumber=1&uploadId=7",
    "PUT ?partNumber=2&uploadId=7",
    "DELETE ?uploadId=7",
  ]);
  assertEquals(stage.told, []);
});

Deno.test("S3Blobs.keep() hears of a failure that comes behind a good beginning", async () => {
  await using stage = new Stage();
  const bytes = freshBytes(9 * 2 ** 20);
  const asked: string[] = [];
  stage.answer = holding("upload", bytes, ({ method, url: { search } }) => {
    asked.push(method);
    if (search === "?uploads=") return new Response("<R><UploadId>7</UploadId></R>");
    if (method === "PUT") return new Response(null, { headers: { etag: '"1"' } });
    return new Response("<Error><Code>InternalError</Code></Error>");
  });
  await using subject = await stage.open();
  const hash = await hashOf(bytes);
  const { code } = await assertRejects(() => subject.blobs.keep("upload", hash), ChatError);
  assertEquals([code, asked.at(-1)], ["unavailable", "DELETE"]);
  assertEquals(stage.told, [
    "error files cannot be stored it is overloaded or broken (500 InternalError)",
  ]);
});

Deno.test("S3Blobs joins what comes in many short calls into few pieces", async () => {
  const { access } = server;
  const bucket = new S3Bucket({ ...access, clock: systemClock, retryDelaysMs: [] });
  await using subject = new BlobsSubject(
    await S3Blobs.open({ ...access, log: new HeardLog().log }),
  );
  const [upload, bytes] = [freshUpload(), freshBytes(30)];
  for (let at = 0; at < 30; at++) await subject.append(upload, at, bytes.subarray(at, at + 1));
  assertSameBytes(await subject.staged(upload), bytes);
  assertEquals((await bucket.list(`incoming/${upload}/`)).objects.map(({ size }) => size), [30]);
  bucket.close();
});

Deno.test("S3Blobs leaves out a piece that came true too late", async () => {
  const bucket = new S3Bucket({ ...server.access, clock: systemClock, retryDelaysMs: [] });
  await using subject = new BlobsSubject(
    await S3Blobs.open({ ...server.access, log: new HeardLog().log, pieceBytes }),
  );
  const [upload, bytes] = [freshUpload(), freshBytes(2 * pieceBytes)];
  await subject.append(upload, 0, bytes);
  const late = bytes.slice(1_000, 2_000);
  await bucket.put(`incoming/${upload}/0000000000001000`, late);
  assertEquals(await subject.blobs.staged(upload), bytes.length);
  assertSameBytes(await subject.staged(upload), bytes);
  await subject.blobs.keep(upload, await hashOf(bytes));
  assertEquals((await bucket.list(`incoming/${upload}/`)).objects, []);
  bucket.close();
});

Deno.test("S3Blobs lists more than a page holds", async () => {
  await using stage = new Stage();
  stage.answer = ({ url }) => {
    const page = Number(url.searchParams.get("continuation-token")?.slice("a+b&<".length) ?? "0");
    const key = `${url.searchParams.get("prefix")}${`${page}`.repeat(64)}`;
    return new Response(
      `<L><IsTruncated>${page < 3}</IsTruncated><Contents><Key>${key}</Key><Size>${page}</Size>` +
        "<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>" +
        `<NextContinuationToken>a+b&amp;&lt;${page + 1}</NextContinuationToken></L>`,
    );
  };
  await using subject = await stage.open();
  const sizes = (await Array.fromAsync(subject.blobs.list())).map(({ size }) => size);
  assertEquals(sizes, [0, 1, 2, 3]);
});

Deno.test("S3Blobs.read() takes no more than the range, and no other one", async () => {
  await using stage = new Stage();
  await using subject = await stage.open();
  const bytes = freshBytes(100_000);
  const answerFrom = (start: number) => () =>
    new Response(bytes.subarray(start), {
      status: 206,
      headers: { "content-range": `bytes ${start}-99999/100000` },
    });
  stage.answer = answerFrom(10);
  assertSameBytes(await subject.read(hash, 10, 20), bytes.subarray(10, 20));
  assertSameBytes(await subject.read(hash, 10, 90_000), bytes.subarray(10, 90_000));
  stage.answer = answerFrom(0);
  await assertRejects(() => subject.read(hash, 10, 20), ChatError);
});

// What may go wrong

Deno.test("S3Blobs tries again what may pass", async () => {
  await using stage = new Stage();
  await using subject = await stage.open([0, 0]);
  const bodies: number[] = [];
  stage.answer = ({ method, body }) => {
    if (method !== "PUT") return undefined;
    bodies.push(body.length);
    return bodies.length < 3 ? errorOf(503, "SlowDown") : new Response();
  };
  const appended = subject.append("upload", 0, freshBytes(100_000));
  while (bodies.length < 3) {
    stage.clock.advance(0);
    await new Promise((resolve) => setTimeout(resolve));
  }
  assertEquals(await appended, 100_000);
  assertEquals(bodies, [100_000, 100_000, 100_000]);
  assertEquals(stage.told, []);
});

Deno.test("S3Blobs is unavailable while the storage is, and the operator hears of it once", async () => {
  await using stage = new Stage();
  await using subject = await stage.open();
  stage.answer = () => errorOf(503, "SlowDown");
  for (let n = 0; n < 3; n++) {
    const sized = subject.blobs.size(hash);
    const { code } = await assertRejects(() => sized, ChatError);
    assertEquals(code, "unavailable");
    await assertRejects(() => subject.read(hash, 0, 1), ChatError);
    await assertRejects(() => subject.blobs.remove(hash), ChatError);
  }
  assertEquals(stage.told, [
    // An answer to HEAD has no body that would say more.
    "error files cannot be read it is overloaded or broken (503 Unknown)",
    "error files cannot be read it is overloaded or broken (503 SlowDown)",
    "error files cannot be removed it is overloaded or broken (503 SlowDown)",
  ]);
  stage.answer = () => new Response(null, { status: 404 });
  assertEquals(await subject.blobs.size(hash), undefined);
  stage.clock.advance(5_000);
  assertEquals(stage.told.at(-1), "info files can be read again");
});

Deno.test("S3Blobs.append() says that the storage refuses, and keeps what it has taken", async () => {
  await using stage = new Stage();
  await using subject = await stage.open();
  stage.answer = ({ method }) => method === "PUT" ? errorOf(403, "AccessDenied") : undefined;
  const appended = subject.append("upload", 0, freshBytes(300_000));
  const error = await assertRejects(() => appended, ChatError);
  assertEquals(error.code, "unavailable");
  assertEquals(stage.told, [
    "error files cannot be stored it refuses the key; mend the key's id, its secret or its rights" +
    " (403 AccessDenied)",
  ]);
  assertEquals(`${Deno.inspect(error)}${stage.lines}`.includes("hunter2"), false);
});

Deno.test("S3Blobs.open() says what is wrong, and never the secret", async () => {
  await using stage = new Stage();
  const answers = [
    [() => errorOf(403, "InvalidAccessKeyId"), "it refuses the key"],
    [() => errorOf(404, "NoSuchBucket"), "there is no such bucket"],
    [() => errorOf(301, "PermanentRedirect"), "the region or the address is wrong"],
    [() => errorOf(403, "RequestTimeTooSkewed"), "its clock and this machine's differ"],
    [() => new Response("<html>", { status: 502 }), "it is overloaded or broken (502 Unknown)"],
  ] as const;
  for (const [answer, words] of answers) {
    stage.answer = answer;
    const error = await assertRejects(() => stage.open(), OperatorError, words);
    assertEquals(Deno.inspect(error).includes("hunter2"), false);
  }
  const { log } = new HeardLog();
  const { access } = server;
  for (
    const [wrong, words] of [
      [{ ...access, keyId: "hunter2" }, "it refuses the key"],
      [{ ...access, bucket: "nowhere" }, "there is no such bucket"],
      [{ ...access, bucket: "no/where" }, "that is no name of a bucket"],
      [{ ...access, endpoint: "http://127.0.0.1:1" }, "it cannot be reached"],
      [{ ...access, endpoint: "https://id:hunter2@example.org" }, "write it as https://HOST"],
      [{ ...access, endpoint: "hunter2" }, "write it as https://HOST"],
    ] as const
  ) {
    const opened = S3Blobs.open({ ...wrong, log, retryDelaysMs: [] });
    const error = await assertRejects(() => opened, OperatorError, words);
    assertEquals(Deno.inspect(error).includes("hunter2"), false);
  }
});

Deno.test("S3Blobs does not wait for ever for a storage that is silent", async () => {
  await using stage = new Stage();
  await using subject = await stage.open();
  const asked = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  stage.answer = ({ signal }) => {
    signal.addEventListener("abort", () => ended.resolve());
    asked.resolve();
    return new Promise<Response>((resolve) => {
      ended.promise.then(() => resolve(new Response()));
    });
  };
  const sized = assertRejects(() => subject.blobs.size(hash), ChatError);
  await asked.promise;
  stage.clock.advance(30_000);
  assertEquals((await sized).code, "unavailable");
  await ended.promise;
  assertEquals(stage.told, ["error files cannot be read it cannot be reached (Silence)"]);
});

/** Answers with the first half of 100,000 bytes, and then waits until nobody listens any more. */
function halfAnswer(): { answer: Answer; ended: Promise<void> } {
  const ended = Promise.withResolvers<void>();
  const answer = () => {
    const body = new ReadableStream({
      start: (stream) => stream.enqueue(freshBytes(50_000)),
      cancel: () => ended.resolve(),
    });
    const headers = { "content-range": "bytes 0-99999/100000" };
    return new Response(body, { status: 206, headers });
  };
  return { answer, ended: ended.promise };
}

/** Reads the first half of what {@linkcode halfAnswer} gives. */
async function readHalf(subject: BlobsSubject) {
  const reader = subject.blobs.read(hash, 0, 100_000).getReader();
  for (let at = 0; at < 50_000;) at += (await reader.read()).value!.length;
  return reader;
}

Deno.test("S3Blobs lets readers be slow, but not the storage", async () => {
  await using stage = new Stage();
  await using subject = await stage.open();
  const { answer, ended } = halfAnswer();
  stage.answer = answer;
  const reader = await readHalf(subject);
  assertEquals(stage.clock.pending, 0);
  const rest = assertRejects(() => reader.read(), ChatError);
  while (stage.clock.pending === 0) await Promise.resolve();
  stage.clock.advance(30_000);
  await rest;
  await ended;
});

Deno.test("S3Blobs ends a read that is cancelled while it waits", async () => {
  await using stage = new Stage();
  await using subject = await stage.open();
  const { answer, ended } = halfAnswer();
  stage.answer = answer;
  const reader = await readHalf(subject);
  const rest = reader.read();
  await reader.cancel();
  assertEquals(await rest, { done: true, value: undefined });
  await ended;
  assertEquals(stage.clock.pending, 0);
  assertEquals(stage.told, []);
});

Deno.test("S3Blobs.close() ends what still goes on", async () => {
  await using stage = new Stage();
  await using subject = await stage.open();
  const { answer, ended } = halfAnswer();
  stage.answer = answer;
  const reader = await readHalf(subject);
  const rest = assertRejects(() => reader.read(), ChatError);
  await subject.blobs.close();
  await rest;
  await ended;
  await assertRejects(() => subject.blobs.size(hash), ChatError);
  assertEquals([stage.told, stage.clock.pending], [[], 0]);
});
