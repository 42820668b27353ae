// What Parley uses of @std/http/cookie; the signatures are the library's own.
export interface Cookie {
  name: string;
  value: string;
  maxAge?: number;
  path?: string;
  secure?: boolean;
  httpOnly?: boolean;
  sameSite?: "Strict" | "Lax" | "None";
}
export function setCookie(headers: Headers, cookie: Cookie): void;
