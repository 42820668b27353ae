import { assertEquals } from "@std/assert";
import { PushBrowser } from "./push_browser.ts";

// What the other tests decrypt with has to be right by the standard itself.
Deno.test("PushBrowser.decrypt() reads the example of RFC 8291, appendix A", () => {
  const browser = new PushBrowser({
    privateKey: "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  });
  const body = Uint8Array.fromBase64(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6T" +
      "lzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4" +
      "a-fN",
    { alphabet: "base64url" },
  );
  const text = new TextDecoder().decode(browser.decrypt(body));
  assertEquals(text, "When I grow up, I want to be a watermelon");
});
