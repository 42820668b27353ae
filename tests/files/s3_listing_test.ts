import { assertEquals } from "@std/assert";
import { parseErrorCode, parseListing } from "../../lib/files/s3_listing.ts";

const at = "2026-01-01T00:00:00.000Z";
const atMs = Date.UTC(2026, 0, 1);

Deno.test("parseListing() reads what storages answer", () => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
    <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>files</Name>
      <Prefix>blobs/</Prefix><KeyCount>2</KeyCount><IsTruncated>true</IsTruncated>
      <Contents><Key>blobs/a</Key><LastModified>${at}</LastModified><ETag>&#34;1&#34;</ETag>
        <Size>5</Size><Owner><ID>me</ID></Owner></Contents>
      <Contents>
        <Size>0</Size><Key>b &amp; &lt;&gt;&quot;&apos;&#228;&#xe4;&no;&#x110000;</Key>
        <LastModified>${at}</LastModified>
      </Contents>
      <NextContinuationToken>1+/=&amp;amp;</NextContinuationToken></ListBucketResult>`;
  assertEquals(parseListing(xml), {
    objects: [
      { key: "blobs/a", size: 5, changedAt: atMs },
      { key: `b & <>"'ää&no;&#x110000;`, size: 0, changedAt: atMs },
    ],
    next: "1+/=&amp;",
  });
});

const noObjects = [
  "",
  "<html>",
  "<Contents>",
  `<Contents><Size>5</Size><LastModified>${at}</LastModified></Contents>`,
  `<Contents><Key>a</Key><LastModified>${at}</LastModified></Contents>`,
  `<Contents><Key>a</Key><Size>x</Size><LastModified>${at}</LastModified></Contents>`,
  "<Contents><Key>a</Key><Size>5</Size><LastModified>then</LastModified></Contents>",
  "<IsTruncated>false</IsTruncated><NextContinuationToken>a</NextContinuationToken>",
];

for (const xml of noObjects) {
  Deno.test(`parseListing() finds nothing in ${xml}`, () => {
    assertEquals(parseListing(xml), { objects: [], next: undefined });
  });
}

for (
  const [xml, code] of [
    ["<Error><Code>SlowDown</Code><Message>Slower</Message></Error>", "SlowDown"],
    ["<Error><Code>two words</Code></Error>", undefined],
    ["<Error><Code></Code></Error>", undefined],
    ["", undefined],
  ] as const
) {
  Deno.test(`parseErrorCode() finds ${code} in ${xml}`, () => {
    assertEquals(parseErrorCode(xml), code);
  });
}
