// The package's own http/mod.js does not load, so its parts are named one by one.
// @ts-types="./http_cookie.d.ts"
export * from "deno-std/http/cookie.js";
// @ts-types="./http_etag.d.ts"
export * from "deno-std/http/etag.js";
// @ts-types="./http_negotiation.d.ts"
export * from "deno-std/http/negotiation.js";
// @ts-types="./http_user_agent.d.ts"
export * from "deno-std/http/user_agent.js";
