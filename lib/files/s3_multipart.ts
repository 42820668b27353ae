import type { S3Bucket } from "./s3_bucket.ts";
import { S3Error } from "./s3_errors.ts";
import { parseErrorCode, textOf } from "./s3_listing.ts";

/**
 * Makes an object, or replaces it, from parts: it is there in one step, after the last of them. When
 * something fails, the parts are removed; after a crash they stay until the bucket's own rule for
 * incomplete uploads takes them.
 *
 * @param parts At most 10,000, each of 5 MiB at least but the last.
 * @see {@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html | Multipart uploads}
 */
export async function putInParts(
  bucket: S3Bucket,
  key: string,
  parts: AsyncIterable<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  const { text } = await bucket.send({ method: "POST", key, query: { uploads: "" } });
  const uploadId = textOf(text, "UploadId");
  if (uploadId === undefined) throw new S3Error("NoUploadId", { status: 200 });
  try {
    const tags: string[] = [];
    for await (const body of parts) {
      const query = { partNumber: `${tags.length + 1}`, uploadId };
      const { headers } = await bucket.send({ method: "PUT", key, query, body });
      tags.push(headers.get("etag") ?? "");
    }
    const body = new TextEncoder().encode(completion(tags));
    const { text } = await bucket.send({ method: "POST", key, query: { uploadId }, body });
    // It begins to answer before it knows.
    const code = parseErrorCode(text);
    if (code !== undefined) throw new S3Error(code, { status: 500 });
  } catch (error) {
    await bucket.send({ method: "DELETE", key, query: { uploadId } }).catch(() => {});
    throw error;
  }
}

function completion(tags: readonly string[]): string {
  const parts = tags.map((tag, index) => {
    const etag = tag.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    return `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`;
  });
  const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
  return `<CompleteMultipartUpload xmlns="${namespace}">${
    parts.join("")
  }</CompleteMultipartUpload>`;
}
