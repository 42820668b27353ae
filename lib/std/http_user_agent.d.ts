// What Parley uses of @std/http/user_agent; the signatures are the library's own.
export class UserAgent {
  constructor(ua: string | null);
  readonly browser: { readonly name: string | undefined };
  readonly os: { readonly name: string | undefined };
}
