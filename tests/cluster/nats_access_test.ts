import { assert, assertEquals, assertRejects } from "@std/assert";
import type { NatsOptions } from "../../lib/cluster/nats_access.ts";
import { readNatsAccess } from "../../lib/cluster/nats_access.ts";
import { OperatorError } from "../../lib/errors.ts";
import { TestCertificates } from "../support/certificates.ts";
import { newAccount, newNkey } from "../support/nats_account.ts";

const url = "nats://127.0.0.1";

/** Asserts that options are refused with some words, and that nothing of a secret is in them. */
async function assertWrong(options: Partial<NatsOptions>, words: string): Promise<void> {
  const error = await assertRejects(() => readNatsAccess({ url, ...options }), OperatorError);
  assert(error.message.includes(words), error.message);
  assert(!error.message.includes("hunter2"), error.message);
}

Deno.test("readNatsAccess() reads servers, with port 4222 unless another is given", async () => {
  const { servers, prefix } = await readNatsAccess({
    url: "nats://one.example, tls://two.example:443,nats://[::1]:4333/",
  });
  assertEquals(servers.map(({ host, port }) => `${host} ${port}`), [
    "one.example 4222",
    "two.example 443",
    "::1 4333",
  ]);
  assertEquals(servers.map(({ tls }) => tls !== undefined), [false, true, false]);
  assertEquals(servers.map(({ shown }) => shown), [
    "nats://one.example:4222",
    "tls://two.example:443",
    "nats://[::1]:4333",
  ]);
  assertEquals(prefix, "parley");
});

Deno.test("readNatsAccess() takes what servers know of us from each address, or for all", async () => {
  const { servers } = await readNatsAccess({
    url: "nats://ada:a%40b@one.example,nats://hunter2@two.example,nats://three.example",
  });
  assertEquals(servers.map(({ identity }) => identity), ["user", "token", "nobody"]);
  assertEquals(servers[0]!.authenticator!(), { user: "ada", pass: "a@b" });
  assertEquals(servers[1]!.authenticator!(), { auth_token: "hunter2" });
  assert(!servers.map(({ shown }) => shown).join().includes("hunter2"));
  const { servers: [all] } = await readNatsAccess({ url, user: "ada", password: "x" });
  assertEquals([all!.identity, all!.authenticator!()], ["user", { user: "ada", pass: "x" }]);
});

Deno.test("readNatsAccess() refuses addresses that are none, without showing them", async () => {
  const wanted = "write it as nats://HOST:PORT or tls://HOST:PORT";
  for (
    const wrong of [
      "",
      "127.0.0.1:4222",
      "http://ada:hunter2@one.example",
      "ws://hunter2@one.example",
      "nats://ada:hunter2@one.example:port",
      "nats://ada:hunter2@one.example:0",
      "nats://ada:hunter2@one.example:99999",
      "nats://hunter2@one.example/path",
      "nats://one.example?hunter2",
      "nats://one.example,",
      "nats://hunter2@one example",
      "nats://",
    ]
  ) await assertWrong({ url: wrong }, wanted);
  await assertWrong({ url: "nats://ada:hunter2%@one.example" }, "a % in a user");
});

Deno.test("readNatsAccess() refuses prefixes that are no subjects", async () => {
  for (const wrong of ["a b", "a.", ".a", "a..b", "a.>", "*", "ä", "x".repeat(65)]) {
    await assertWrong({ prefix: wrong }, `Cannot use "${wrong}" for subjects of NATS`);
  }
  assertEquals((await readNatsAccess({ url, prefix: "eu.chat-1" })).prefix, "eu.chat-1");
  assertEquals((await readNatsAccess({ url, prefix: "" })).prefix, "parley");
});

Deno.test("readNatsAccess() refuses two ways to sign in at once", async () => {
  await assertWrong({ user: "ada", token: "hunter2" }, "by a user and by a token at once");
  await assertWrong({ token: "hunter2", nkeyFile: "x" }, "by a token and by an nkey at once");
  await assertWrong({ nkeyFile: "x", credsFile: "y" }, "by an nkey and by credentials at once");
  await assertWrong({ url: "nats://hunter2@a", user: "b" }, "by the address and by a user at once");
  await assertWrong({ password: "hunter2" }, "a password needs a user");
});

Deno.test("readNatsAccess() refuses files that are not there, or hold something else", async () => {
  await using files = await TestCertificates.open();
  const missing = `${files.cert("missing")}`;
  for (const option of ["nkeyFile", "credsFile", "caFile"] as const) {
    await assertWrong({ [option]: missing }, `from "${missing}": there is no such file`);
  }
  const text = await files.write("text", "hunter2");
  await assertWrong({ nkeyFile: text }, "it needs one line, the seed of a user, SU…");
  await assertWrong({ credsFile: text }, "it needs a JWT and the seed of a user");
  await assertWrong({ caFile: text }, "it needs certificates in PEM");
  const { publicKey, seed } = newNkey();
  await assertWrong({ nkeyFile: await files.write("public", publicKey) }, "the seed of a user");
  // Not the last sign, of which some bits stand for nothing.
  const broken = `${seed.slice(0, 20)}${seed[20] === "A" ? "B" : "A"}${seed.slice(21)}`;
  await assertWrong({ nkeyFile: await files.write("broken", broken) }, "the seed of a user");
  const { creds } = newAccount();
  const half = creds.slice(0, creds.indexOf("-----BEGIN USER NKEY"));
  await assertWrong({ credsFile: await files.write("half", half) }, "a JWT and the seed");
  const cut = (await Deno.readTextFile(await files.authority("ca"))).replace(/\n.{40}/, "\n");
  await assertWrong({ caFile: await files.write("cut", cut) }, "it needs certificates in PEM");
});

Deno.test("readNatsAccess() wants a certificate with its key", async () => {
  await using files = await TestCertificates.open();
  await files.authority("ca");
  await files.sign("one", "ca", "DNS:one");
  await files.sign("two", "ca", "DNS:two");
  const [certFile, keyFile] = [files.cert("one"), files.key("one")];
  const together = "a certificate and its key go together";
  await assertWrong({ certFile }, together);
  await assertWrong({ keyFile }, together);
  const other = files.key("two");
  await assertWrong({ certFile, keyFile: other }, "it is not the key of the certificate in");
  await assertWrong({ certFile, keyFile: certFile }, "it needs a key in PEM, without a password");
  await assertWrong({ certFile: keyFile, keyFile }, "it needs certificates in PEM");
  const { servers: [server] } = await readNatsAccess({ url, certFile, keyFile });
  assertEquals(server!.tls?.key, await Deno.readTextFile(keyFile));
});

Deno.test("readNatsAccess() wants files that it may read", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using files = await TestCertificates.open();
  const { seed } = newNkey();
  const folder = files.cert("folder");
  await Deno.mkdir(folder);
  await assertWrong({ nkeyFile: folder }, `Cannot read the nkey for NATS from "${folder}"`);
  const { servers: [server] } = await readNatsAccess({
    url,
    nkeyFile: await files.write("seed", `  ${seed}\r\n`),
  });
  assertEquals(server!.identity, "nkey");
});
