import { assert, assertEquals } from "@std/assert";
import type { NatsOptions } from "../../lib/cluster/nats_access.ts";
import { roomTopic } from "../../lib/cluster/topic.ts";
import { TestCertificates } from "../support/certificates.ts";
import { lacksNats, TestNats } from "../support/nats.ts";
import { newAccount, newNkey } from "../support/nats_account.ts";
import { NatsNode } from "./nats_node.ts";

const ignore = lacksNats();
const tea = roomTopic("tea");

/** Whether one who comes in by `options` is heard by another. */
async function assertComesIn(nats: TestNats, options: Omit<NatsOptions, "url">): Promise<void> {
  await using one = await NatsNode.open({ url: nats.url, ...options });
  await using two = await NatsNode.open({ url: nats.url, ...options });
  await Promise.all([one.up(), two.up()]);
  await two.listen(tea);
  one.say(tea, "hello");
  assertEquals(await two.hears(1), ["hello"]);
  assertEquals(one.reasons, []);
}

/** Asserts that NATS lets nobody in by `options`, with the words that say so and never the secret. */
async function assertRefused(
  nats: TestNats,
  options: Omit<NatsOptions, "url"> & { readonly url?: string },
  { words, secret }: { words: string; secret?: string },
): Promise<void> {
  await using node = await NatsNode.open({ url: nats.url, ...options });
  assertEquals(await node.reason(), `${nats.url}: ${words}`);
  assertEquals(node.bus.state, "away");
  if (secret) assert(!node.lines.join().includes(secret));
}

const untrusted =
  "its certificate is signed by nobody that is trusted here; name the certificates of who signed it";

/** A folder for what operators keep in files. */
const folder = TestCertificates.open;

Deno.test("NatsBus comes in by user and password, and says when they are wrong", {
  ignore,
}, async () => {
  await using nats = await TestNats.open(`authorization { user: ada, password: "open:sesame" }`);
  await assertComesIn(nats, { user: "ada", password: "open:sesame" });
  const words = "it refuses the user or the password; mend them";
  await assertRefused(nats, { user: "ada", password: "hunter2" }, { words, secret: "hunter2" });
  const wanted = "it wants to know who comes; name a user, a token, an nkey or credentials";
  await assertRefused(nats, {}, { words: wanted });
  const url = nats.url.replace("//", "//ada:hunter2@");
  await assertRefused(nats, { url }, { words, secret: "hunter2" });
});

Deno.test("NatsBus comes in by user and password of the address", { ignore }, async () => {
  await using nats = await TestNats.open(`authorization { user: ada, password: "open:s@same" }`);
  const url = nats.url.replace("//", "//ada:open%3As%40same@");
  await using node = await NatsNode.open({ url });
  await node.up();
  assert(!node.lines.join().includes("same"));
});

Deno.test("NatsBus comes in by token, and says when it is wrong", { ignore }, async () => {
  await using nats = await TestNats.open(`authorization { token: "let-me-in" }`);
  await assertComesIn(nats, { token: "let-me-in" });
  const words = "it refuses the token; mend it";
  await assertRefused(nats, { token: "hunter2" }, { words, secret: "hunter2" });
  await using node = await NatsNode.open({ url: nats.url.replace("//", "//let-me-in@") });
  await node.up();
});

Deno.test("NatsBus comes in by nkey, and says when it is another", { ignore }, async () => {
  const [ours, others] = [newNkey(), newNkey()];
  await using files = await folder();
  await using nats = await TestNats.open(
    `authorization { users: [ { nkey: ${ours.publicKey} } ] }`,
  );
  await assertComesIn(nats, { nkeyFile: await files.write("ours", `${ours.seed}\n`) });
  const nkeyFile = await files.write("others", others.seed);
  const words = "it refuses the nkey; mend the seed, or add its public key on the server";
  await assertRefused(nats, { nkeyFile }, { words, secret: others.seed });
});

Deno.test(
  "NatsBus comes in by credentials, and says when they are others",
  { ignore },
  async () => {
    const [ours, others] = [newAccount(), newAccount()];
    await using files = await folder();
    await using nats = await TestNats.open(ours.configuration);
    const credsFile = await files.write("ours", ours.creds.replaceAll("\n", "\r\n"));
    await assertComesIn(nats, { credsFile });
    const words = "it refuses the credentials; have new ones made";
    await assertRefused(nats, { credsFile: await files.write("others", others.creds) }, { words });
  },
);

Deno.test(
  "NatsBus says once that it is refused, and comes in when it may",
  { ignore },
  async () => {
    await using nats = await TestNats.open("authorization { token: old }");
    await using node = await NatsNode.open({ url: nats.url, token: "new" });
    await node.reason();
    await nats.stop();
    await nats.configure("authorization { token: new }");
    await nats.start();
    await node.up();
    const refused = node.reasons.filter((why) => why.includes("refuses"));
    assertEquals(refused.length, 1);
  },
);

Deno.test("NatsBus says which subjects it may not use", { ignore }, async () => {
  const user = (rights: string) =>
    `authorization { users: [ { user: ada, password: x, permissions: { ${rights} } } ] }`;
  await using nats = await TestNats.open(user(`publish: "other.>"`));
  const ada = { user: "ada", password: "x" };
  const rest = `"parley.probe"; give its user both for all our subjects`;
  await assertRefused(nats, ada, { words: `it does not let us publish on ${rest}` });
  await nats.stop();
  await nats.configure(user(`publish: "parley.>", subscribe: "other.>"`));
  await nats.start();
  await assertRefused(nats, ada, { words: `it does not let us subscribe to ${rest}` });
  await nats.stop();
  await nats.configure(user(`publish: "parley.>", subscribe: "parley.>"`));
  await nats.start();
  await assertComesIn(nats, ada);
});

Deno.test("NatsBus comes in by TLS when a trusted one has signed the server's name", {
  ignore,
}, async () => {
  await using files = await folder();
  const [caFile, otherCa] = [await files.authority("ours"), await files.authority("other")];
  await files.sign("server", "ours", "IP:127.0.0.1");
  await using nats = await TestNats.open(
    `tls { cert_file: "${files.cert("server")}", key_file: "${files.key("server")}" }`,
  );
  await assertComesIn(nats, { caFile });
  const url = nats.url.replace("nats:", "tls:");
  await using node = await NatsNode.open({ url, caFile });
  await node.up();
  await assertRefused(nats, { caFile: otherCa }, { words: untrusted });
  await assertRefused(nats, {}, { words: untrusted });
  await using misnamed = await NatsNode.open({
    url: url.replace("127.0.0.1", "localhost"),
    caFile,
  });
  assertEquals(
    await misnamed.reason(),
    `${url.replace("127.0.0.1", "localhost")}: its certificate is for another name; mend the ` +
      "address, or it",
  );
});

Deno.test("NatsBus does not take a certificate of localhost for another address", {
  ignore,
}, async () => {
  await using files = await folder();
  const caFile = await files.authority("ours");
  await files.sign("server", "ours", "DNS:localhost");
  await using nats = await TestNats.open(
    `tls { cert_file: "${files.cert("server")}", key_file: "${files.key("server")}" }`,
  );
  const words = "its certificate is for another name; mend the address, or it";
  await assertRefused(nats, { caFile }, { words });
  const url = nats.url.replace("127.0.0.1", "localhost");
  await using node = await NatsNode.open({ url, caFile });
  await node.up();
});

Deno.test("NatsBus shows a certificate where the server wants one", { ignore }, async () => {
  await using files = await folder();
  const caFile = await files.authority("ours");
  await files.sign("server", "ours", "IP:127.0.0.1");
  await files.sign("node", "ours", "DNS:node");
  await using nats = await TestNats.open(
    `tls { cert_file: "${files.cert("server")}", key_file: "${files.key("server")}", ` +
      `ca_file: "${caFile}", verify: true }`,
  );
  await assertComesIn(nats, { caFile, certFile: files.cert("node"), keyFile: files.key("node") });
  await assertRefused(nats, { caFile }, {
    words: "it wants a certificate of us; name one and its key",
  });
  await files.authority("other");
  await files.sign("stranger", "other", "DNS:node");
  const stranger = { certFile: files.cert("stranger"), keyFile: files.key("stranger") };
  await assertRefused(nats, { caFile, ...stranger }, {
    words: "it refuses our certificate; name one that it trusts",
  });
  await assertRefused(nats, { caFile: files.cert("other"), ...stranger }, { words: untrusted });
});

Deno.test("NatsBus refuses to go without TLS when TLS is asked for", { ignore }, async () => {
  await using nats = await TestNats.open();
  const url = nats.url.replace("nats:", "tls:");
  await using node = await NatsNode.open({ url });
  assertEquals(
    await node.reason(),
    `${url}: it has no TLS; turn it on there, or write nats:// and name no certificates`,
  );
});
