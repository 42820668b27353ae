import { assertEquals } from "@std/assert";
import { fileAddress } from "../../../client/files/file_address.ts";

const file = { id: "a-1", name: '"><img/ ?#%.png', size: 1, type: "image/png" };

Deno.test("fileAddress() keeps any name within one part of the path", () => {
  assertEquals(fileAddress(file), "/files/a-1/%22%3E%3Cimg%2F%20%3F%23%25.png");
});
