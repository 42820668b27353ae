import { assertEquals, assertRejects } from "@std/assert";
import * as fc from "fast-check";
import { ChatError } from "../../lib/errors.ts";
import type { SignedDeviceList } from "../../lib/wire/device_list.ts";
import { isDeviceId, readDeviceList, signedBytes } from "../../lib/wire/device_list.ts";
import { limits } from "../../lib/wire/limits.ts";
import { device, KeyOwner } from "../support/key_owner.ts";
import { assertHolds } from "../support/property.ts";

const owner = await KeyOwner.make();
const stranger = await KeyOwner.make();
const [phone, desk] = [device(), device({ name: "Desk" })];

/** What is wrong with a list. */
async function faultOf(list: SignedDeviceList): Promise<string> {
  const { code, message } = await assertRejects(() => readDeviceList(list), ChatError);
  assertEquals(code, "bad_request");
  return message.replace("Cannot take this device list: ", "");
}

const unknownForm = "it is not of the form that this server knows";
const unsigned = "its identity has not signed it";

Deno.test("readDeviceList() gives what a signed statement says", async () => {
  const { identity } = owner;
  const list = {
    v: 1,
    person: "ada",
    identity,
    version: 7,
    devices: [phone, desk],
    at: 3,
  } as const;
  assertEquals(await readDeviceList(await owner.sign(JSON.stringify(list))), list);
});

Deno.test("readDeviceList() takes a statement byte for byte, whatever else it says", async () => {
  const { statement } = await owner.list("ada", { devices: [device({ name: "Teléfono 🫖" })] });
  const spaced = await owner.sign(statement.replace("{", '{ "later": [null], '));
  assertEquals((await readDeviceList(spaced)).devices[0]!.name, "Teléfono 🫖");
});

Deno.test("readDeviceList() takes as many devices as there may be, and names as long", async () => {
  const name = "🫖".repeat(limits.deviceNameChars);
  const devices = Array.from({ length: limits.devicesPerPerson }, () => device({ name }));
  assertEquals((await readDeviceList(await owner.list("ada", { devices }))).devices, devices);
});

Deno.test("signedBytes() says what is signed, so that it is good for nothing else", () => {
  const bytes = new TextEncoder().encode("parley device list v1\0{é}");
  assertEquals(signedBytes("{é}"), bytes);
});

// Signatures

Deno.test("readDeviceList() refuses what another key has signed", async () => {
  const { statement } = await owner.list("ada");
  assertEquals(await faultOf(await stranger.sign(statement)), unsigned);
});

Deno.test("readDeviceList() refuses the signature of another statement", async () => {
  const { statement } = await owner.list("ada");
  const { signature } = await owner.list("ada", { version: 2 });
  assertEquals(await faultOf({ statement, signature }), unsigned);
});

Deno.test("readDeviceList() refuses what was signed without the words before it", async () => {
  const { statement } = await owner.list("ada");
  const bytes = new TextEncoder().encode(statement);
  const bare = new Uint8Array(await crypto.subtle.sign("Ed25519", owner.key, bytes));
  assertEquals(await faultOf({ statement, signature: bare.toBase64() }), unsigned);
});

for (
  const [what, spoil] of [
    ["nothing", () => ""],
    ["no Base64", () => "?".repeat(88)],
    ["too short", (signature) => signature.slice(0, 84) + "=="],
    ["too long", (signature) => "AAAA" + signature],
    ["of another alphabet", (signature) => `_${signature.slice(1)}`],
    ["with a line end", (signature) => `${signature}\n`],
    ["with bits behind its end", (signature) => `${signature.slice(0, 85)}B==`],
    ["all zeros", () => `${"A".repeat(86)}==`],
    ["all ones", () => `${"/".repeat(85)}w==`],
  ] as [string, (signature: string) => string][]
) {
  Deno.test(`readDeviceList() refuses a signature that is ${what}`, async () => {
    const { statement, signature } = await owner.list("ada");
    assertEquals(await faultOf({ statement, signature: spoil(signature) }), unsigned);
  });
}

Deno.test("readDeviceList() refuses a statement that is no text, though its bytes were signed", async () => {
  const { statement } = await owner.list("ada");
  const broken = statement.replace("}", ',"x":"\uD800"}');
  assertEquals(await faultOf(await owner.sign(broken)), unsigned);
});

/** Points that anybody can sign for. */
const weak = [
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  `01${"00".repeat(30)}80`,
  `ec${"ff".repeat(30)}7f`,
  `ed${"ff".repeat(30)}7f`,
  `ee${"ff".repeat(31)}`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
].map((hex) => Uint8Array.fromHex(hex).toBase64());

Deno.test("readDeviceList() refuses keys that anybody can sign for", async () => {
  // The neutral point, and a signature that the platform takes for any statement.
  const signature = Uint8Array.of(1, ...new Uint8Array(63)).toBase64();
  for (const weakKey of weak) {
    const { statement } = await owner.list("ada", { identity: weakKey });
    assertEquals(await faultOf({ statement, signature }), unknownForm);
    const devices = [device({ key: weakKey })];
    assertEquals(await faultOf(await owner.list("ada", { devices })), unknownForm);
  }
});

// Statements

for (const statement of ["", "{", "undefined", "{}}", "{'v':1}"]) {
  Deno.test(`readDeviceList() refuses ${JSON.stringify(statement)}, which is no JSON`, async () => {
    assertEquals(await faultOf(await owner.sign(statement)), "it is no JSON");
  });
}

for (const statement of ["null", "1", "[]", '"{}"', "{}", "true"]) {
  Deno.test(`readDeviceList() refuses ${statement}, which is no list`, async () => {
    assertEquals(await faultOf(await owner.sign(statement)), unknownForm);
  });
}

const key = phone.key;

for (
  const [what, fields] of [
    ["of another form", { v: 2 }],
    ["of nobody", { person: undefined }],
    ["of no string", { person: 1 }],
    ["of no identity", { identity: undefined }],
    ["of an identity that is no Base64", { identity: "?".repeat(44) }],
    ["of an identity of 31 bytes", { identity: new Uint8Array(31).toBase64() }],
    ["of an identity of 33 bytes", { identity: new Uint8Array(33).toBase64() }],
    ["of an identity with bits behind its end", { identity: `${"A".repeat(42)}B=` }],
    ["without a version", { version: undefined }],
    ["of version 0", { version: 0 }],
    ["of version -1", { version: -1 }],
    ["of version 1.5", { version: 1.5 }],
    ["of version 2 ** 53", { version: 2 ** 53 }],
    ['of version "1"', { version: "1" }],
    ["of no time", { at: undefined }],
    ["of a time before all", { at: -1 }],
    ["without devices", { devices: undefined }],
    ["of no devices", { devices: [] }],
    ["of too many devices", { devices: Array.from({ length: 11 }, () => device()) }],
    ["with a device twice", { devices: [phone, phone] }],
    ["with an id twice", { devices: [phone, { ...desk, id: phone.id }] }],
    ["with a key twice", { devices: [phone, { ...desk, key }] }],
    ["with a device that is null", { devices: [null] }],
    ["with a device that is a string", { devices: ["phone"] }],
    ["with an id that is too short", { devices: [{ ...phone, id: phone.id.slice(1) }] }],
    ["with an id that is no string", { devices: [{ ...phone, id: [phone.id] }] }],
    ["with an id with bits behind its end", { devices: [{ ...phone, id: `${"A".repeat(21)}B` }] }],
    ["with a key that is too short", { devices: [{ ...phone, key: key.slice(1) }] }],
    ["with a key that is no string", { devices: [{ ...phone, key: [key] }] }],
    ["without a device's time", { devices: [{ ...phone, at: undefined }] }],
    ["without a device's name", { devices: [{ ...phone, name: undefined }] }],
    ["with an empty name", { devices: [{ ...phone, name: "" }] }],
    ["with a blank name", { devices: [{ ...phone, name: " \u3000" }] }],
    ["with a name of 65 characters", { devices: [{ ...phone, name: "x".repeat(65) }] }],
    ["with a line end in a name", { devices: [{ ...phone, name: "a\nb" }] }],
    ["with a separator of lines in a name", { devices: [{ ...phone, name: "a\u2028b" }] }],
    ["with a name that turns around", { devices: [{ ...phone, name: "a\u202Eb" }] }],
    ["with an invisible name", { devices: [{ ...phone, name: "\u200B\u2060" }] }],
    ["with a name that shows as nothing", { devices: [{ ...phone, name: "\u3164\u2800" }] }],
    ["with something invisible in a name", { devices: [{ ...phone, name: "a\u200Bb" }] }],
    ["with half a character in a name", { devices: [{ ...phone, name: "a\uD800" }] }],
  ] as [string, Record<string, unknown>][]
) {
  Deno.test(`readDeviceList() refuses a list ${what}`, async () => {
    const { statement } = await owner.list("ada");
    const list = JSON.stringify({ ...JSON.parse(statement), ...fields });
    assertEquals(await faultOf(await owner.sign(list)), unknownForm);
  });
}

// Whatever comes

/** Any string, also such as are no text. */
const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.string());
/** Bytes of some length, in Base64. */
const anyBytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length })
    .map((bytes) => new Uint8Array(bytes).toBase64());
/** Keys that are none, some of them points of the curve that no key is. */
const anyKey = fc.oneof(
  anyBytes(32),
  fc.constantFrom(0, 1, 2, 0x7f, 0xec, 0xed, 0xff)
    .map((byte) => Uint8Array.of(byte, ...new Uint8Array(31).fill(0xff)).toBase64()),
);

/** Asserts that there is a refusal, and of the one sort that there may be. */
async function assertRefused(list: SignedDeviceList): Promise<void> {
  await faultOf(list);
}

Deno.test("readDeviceList() refuses whatever strings there are, and fails in no other way", async () => {
  await assertHolds(
    "wire-device-list-1",
    fc.asyncProperty(
      fc.oneof(anyText, fc.json()),
      fc.oneof(anyText, anyBytes(64)),
      (statement, signature) => assertRefused({ statement, signature }),
    ),
  );
});

Deno.test("readDeviceList() refuses identities that are no keys, whatever signs them", async () => {
  await assertHolds(
    "wire-device-list-2",
    fc.asyncProperty(anyKey, anyBytes(64), async (identity, signature) => {
      const { statement } = await owner.list("ada", { identity });
      await assertRefused({ statement, signature });
    }),
  );
});

Deno.test("readDeviceList() refuses a list with any value in place of another", async () => {
  const { statement, signature } = await owner.list("ada", { devices: [phone, desk] });
  const list = JSON.parse(statement);
  await assertHolds(
    "wire-device-list-3",
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(list), "id", "key", "name"),
      fc.jsonValue(),
      async (field, value) => {
        const changed = field in list
          ? { ...list, [field]: value }
          : { ...list, devices: [phone, { ...desk, [field]: value }] };
        fc.pre(JSON.stringify(changed) !== statement);
        await assertRefused({ statement: JSON.stringify(changed), signature });
      },
    ),
  );
});

Deno.test("readDeviceList() refuses a list of which any sign is another", async () => {
  const signed = await owner.list("ada", { devices: [phone, desk] });
  const fields = fc.constantFrom<keyof SignedDeviceList>("statement", "signature");
  await assertHolds(
    "wire-device-list-4",
    fc.asyncProperty(fields, fc.nat(), fc.string({ minLength: 1 }), async (field, at, sign) => {
      const place = at % signed[field].length;
      const text = signed[field].slice(0, place) + sign + signed[field].slice(place + 1);
      fc.pre(text !== signed[field]);
      await assertRefused({ ...signed, [field]: text });
    }),
  );
});

Deno.test("isDeviceId() takes 16 bytes in Base64url, written in the one way", () => {
  assertEquals(isDeviceId(phone.id), true);
  for (const id of ["", `${phone.id}=`, `${phone.id}\n`, "A".repeat(21), `${"A".repeat(21)}B`, 7]) {
    assertEquals(isDeviceId(id), false, `${id}`);
  }
});
