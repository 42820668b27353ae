import { assertEquals } from "@std/assert";
import {
  makeCredential,
  readCredential,
  verifyCredential,
} from "../../../client/sealed/credential.ts";
import { newDevice, openDevice } from "../../../client/sealed/own_device.ts";

const ada = await openDevice(newDevice({ person: "ada", name: "Laptop", at: 1 }));

function changed(change: (said: Record<string, string>) => void): Uint8Array {
  const said = JSON.parse(new TextDecoder().decode(ada.credential));
  change(said);
  return new TextEncoder().encode(JSON.stringify(said));
}

Deno.test("verifyCredential() says whose a leaf is", async () => {
  assertEquals(await verifyCredential(ada.credential, ada.keys.publicKey), {
    person: "ada",
    device: ada.id,
    identity: ada.identity,
  });
});

Deno.test("verifyCredential() takes no other key, person or device than what was signed", async () => {
  const other = await openDevice(newDevice({ person: "ada", name: "Phone", at: 1 }));
  assertEquals(await verifyCredential(ada.credential, other.keys.publicKey), undefined);
  for (const field of ["person", "device", "identity", "signature"]) {
    const theirs = JSON.parse(new TextDecoder().decode(other.credential));
    const bytes = changed((said) => said[field] = field === "person" ? "bob" : theirs[field]);
    assertEquals(await verifyCredential(bytes, ada.keys.publicKey), undefined, field);
  }
});

Deno.test("verifyCredential() takes nothing that is no credential, and never throws", async () => {
  const utf8 = new TextEncoder();
  const wrong = [
    new Uint8Array(),
    new Uint8Array([0xff, 0xfe]),
    utf8.encode("null"),
    utf8.encode("[]"),
    utf8.encode('{"person":1}'),
    changed((said) => said.person = `ada\0${ada.id}`),
    changed((said) => said.identity = "AAAA"),
    changed((said) => said.padding = "a".repeat(4_000)),
  ];
  for (const bytes of wrong) {
    assertEquals(await verifyCredential(bytes, ada.keys.publicKey), undefined);
  }
  assertEquals(await verifyCredential(ada.credential, new Uint8Array(31)), undefined);
});

Deno.test("openDevice() gives the same device each time", async () => {
  const kept = newDevice({ person: "ada", name: "Laptop", at: 1 });
  const [first, second] = [await openDevice(kept), await openDevice(kept)];
  assertEquals(first, second);
  assertEquals(first.keys.publicKey.length, 32);
});

/** Points for which anybody can sign, RFC 8032's way of writing them and others. */
const smallOrder = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
].map((hex) => Uint8Array.fromHex(hex));

Deno.test("verifyCredential() takes no key for which anybody can sign", async () => {
  for (const key of smallOrder) {
    const byNobody = changed((said) => {
      said.identity = key.toBase64();
      said.signature = new Uint8Array([...key, ...new Uint8Array(32)]).toBase64();
    });
    assertEquals(await verifyCredential(byNobody, ada.keys.publicKey), undefined, key.toHex());
    assertEquals(readCredential(byNobody), undefined, key.toHex());
    const { person, id: device, identity, identityKeys } = ada;
    const keys = { publicKey: key, identitySecret: identityKeys.secretKey };
    const leaf = await makeCredential({ person, device, identity }, keys);
    assertEquals(await verifyCredential(leaf, key), undefined, key.toHex());
  }
});

Deno.test("verifyCredential() takes a key or signature written in one way only", async () => {
  const next = (sign: string) => String.fromCharCode(sign.charCodeAt(0) + 1);
  const loose = {
    identity: (said: string) => said.replace(/.=$/, (end) => `${next(end)}=`),
    signature: (said: string) => said.replace(/.==$/, (end) => `${next(end)}==`),
  };
  for (const field of ["identity", "signature"] as const) {
    const bytes = changed((said) => said[field] = loose[field](said[field]!));
    assertEquals(await verifyCredential(bytes, ada.keys.publicKey), undefined, field);
  }
});
