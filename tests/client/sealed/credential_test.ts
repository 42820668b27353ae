import { assertEquals } from "@std/assert";
import { verifyCredential } from "../../../client/sealed/credential.ts";
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
