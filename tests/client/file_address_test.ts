import { assertEquals } from "@std/assert";
import { fileAddress, thumbnailAddress } from "../../client/file_address.ts";

const file = { id: "a-1", name: '"><img/ ?#%.png', size: 1, type: "image/png" };

Deno.test("fileAddress() keeps any name within one part of the path", () => {
  assertEquals(fileAddress(file), "/files/a-1/%22%3E%3Cimg%2F%20%3F%23%25.png");
});

Deno.test("thumbnailAddress() is there where there is a smaller picture", () => {
  assertEquals(thumbnailAddress(file), undefined);
  assertEquals(thumbnailAddress({ ...file, name: "a.png", thumbnail: "t" }), "/files/t/a.png");
});
