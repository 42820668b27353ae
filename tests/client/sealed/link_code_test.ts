import { assertEquals } from "@std/assert";
import {
  linkKeys,
  newLinkBytes,
  readLinkCode,
  writeLinkCode,
} from "../../../client/sealed/link_code.ts";

const bytes = Uint8Array.from({ length: 16 }, (_, index) => index);

Deno.test("writeLinkCode() writes 26 signs in groups", () => {
  assertEquals(writeLinkCode(bytes), "000G4-0R40M-30E20-9185G-R38E1W");
  assertEquals(writeLinkCode(new Uint8Array(16).fill(255)), "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZW");
});

Deno.test("readLinkCode() reads what was written", () => {
  for (let round = 0; round < 50; round++) {
    const random = newLinkBytes();
    assertEquals(readLinkCode(writeLinkCode(random)), random);
  }
});

Deno.test("readLinkCode() forgives how people type", () => {
  for (
    const typed of [
      "000g40r40m30e209185gr38e1w",
      "  OOOG4 – oR4oM 30E2O 9L85G R38EIW\n",
      "０00G4-0R40M-30E20-9i85G-R38E1W",
    ]
  ) assertEquals(readLinkCode(typed), bytes, typed);
});

Deno.test("readLinkCode() knows what cannot be a code", () => {
  for (
    const typed of [
      "",
      "000G4-0R40M-30E20-9185G-R38E1",
      "000G4-0R40M-30E20-9185G-R38E1W0",
      "000G4-0R40M-30E20-9185G-R38EUW",
      // Its last two bits are not zero.
      "000G4-0R40M-30E20-9185G-R38E1X",
    ]
  ) assertEquals(readLinkCode(typed), undefined, typed);
});

Deno.test("linkKeys() gives what another implementation of HKDF gives", async () => {
  // By Python's hmac.
  const { askBox, answerBox, askKey, answerKey } = await linkKeys(bytes);
  assertEquals(askBox, "27nhglupVD8EP1g9QhBs1s6gvDf1GnZH2RvewK6Frug");
  assertEquals(answerBox, "OwjHoMC3R9H67ZOn0Ob0ccRr-eWV351R4zRLuf4vAzA");
  assertEquals(
    askKey.toHex(),
    "6ad53fb455155d66c04a11c5a4a6030b5596fca21b495b94faf03285abe70560",
  );
  assertEquals(
    answerKey.toHex(),
    "ffa69d1233236fc8163ab9ba81408842095812a0c35282e41be5c4745c2cab8a",
  );
});
