import { createHash, createHmac } from "node:crypto";

/**
 * Whether a request to S3 is signed with `secret`, and its body is the one that was signed: worked
 * out from the documentation, not by the library that signs.
 *
 * @see {@link https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html | Signing}
 */
export function isSigned(request: Request, body: Uint8Array, secret: string): boolean {
  const { method, headers } = request;
  const url = new URL(request.url);
  const pattern = /Credential=[^/]+\/((\d+)\/([^/]+)\/s3\/aws4_request), *SignedHeaders=([^,]+)/;
  const authorization = headers.get("authorization") ?? "";
  const [, scope, day, region, names] = pattern.exec(authorization)!;
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const hash = createHash("sha256").update(body).digest("hex");
  const canonical = [
    method,
    url.pathname,
    query.toSorted().join("&"),
    ...names!.split(";").map((name) => `${name}:${headers.get(name)?.trim()}`),
    "",
    names,
    hash,
  ].join("\n");
  const text = [
    "AWS4-HMAC-SHA256",
    headers.get("x-amz-date"),
    scope,
    createHash("sha256").update(canonical).digest("hex"),
  ].join("\n");
  let key: string | Uint8Array = `AWS4${secret}`;
  for (const part of [day!, region!, "s3", "aws4_request"]) {
    key = createHmac("sha256", key).update(part).digest();
  }
  const signature = createHmac("sha256", key).update(text).digest("hex");
  return headers.get("x-amz-content-sha256") === hash &&
    authorization.endsWith(`Signature=${signature}`);
}
