/** How people sign in and out: by way of their provider, and back. */
import { setCookie } from "@std/http";
import type { SignInChecks } from "../auth/provider.ts";
import type { Sessions } from "../auth/sessions.ts";
import type { SignIn } from "../auth/sign_in.ts";
import { fromBase64url, toBase64url } from "../base64url.ts";
import { ChatError } from "../errors.ts";
import { redirect } from "./answers.ts";
import { readForm } from "./body.ts";
import { findCookie } from "./cookies.ts";
import { htmlPage } from "./html_page.ts";
import type { OriginPolicy } from "./origin.ts";
import { ownPath } from "./own_path.ts";
import { PageFrame } from "./page_frame.ts";
import type { Pages } from "./pages.ts";
import type { Visit } from "./router.ts";
import type { Templates } from "./templates.ts";
import type { Visitors } from "./visitors.ts";

/** What {@linkcode SignInPages} is made of. */
export interface SignInPagesOptions {
  signIn: SignIn;
  sessions: Sessions;
  visitors: Visitors;
  origin: OriginPolicy;
  pages: Pages;
  templates: Templates;
  /** Somebody is here no more, or as somebody else: what they have open ends. */
  left: (id: string) => void;
}

/** What a browser keeps while its person is at the provider. */
interface Journey extends SignInChecks {
  readonly provider: string;
  /** Where to go afterwards. */
  readonly back: string;
}

/** What a browser keeps for the provider until its person signs out. */
interface Hint {
  readonly provider: string;
  readonly idToken: string;
}

/** A cookie to keep. */
interface Keepsake {
  readonly name: string;
  readonly value: string;
  readonly seconds: number;
  readonly path: string;
}

const callbackPath = "/auth/callback";
const logoutPath = "/logout";
const journeyCookie = "parley_journey";
const hintCookie = "parley_hint";
/** How long somebody may be at the provider, in seconds. */
const journeySeconds = 600;
/** How long sessions last at most, in seconds. */
const hintSeconds = 30 * 24 * 3600;
/** Browsers keep cookies of 4,096 bytes. */
const maxHintChars = 3_800;

/** Answers requests about signing in and out; what fails is a `ChatError`. */
export class SignInPages {
  readonly #options: SignInPagesOptions;

  constructor(options: SignInPagesOptions) {
    this.#options = options;
  }

  /**
   * `GET /login[?provider=ID][&back=PATH]`: to the provider, or to a choice of them.
   *
   * Any page may lead here. What is checked at the end is that the browser that comes back is the one
   * that went.
   */
  async login(request: Request, visit: Visit): Promise<Response> {
    const { signIn, templates } = this.#options;
    const { providers } = signIn;
    const back = ownPath(visit.url.searchParams.get("back") ?? "/");
    const id = visit.url.searchParams.get("provider");
    if (id === null && providers.length > 1) {
      const frame = new PageFrame(request);
      const choices = providers.map(({ id, name }) => ({
        label: frame.words.signIn.with(name),
        href: loginPath(back, id),
      }));
      const title = frame.words.signIn.heading;
      return htmlPage(templates, "login", frame, { title, choices });
    }
    const provider = signIn.provider(id ?? providers[0]?.id ?? "");
    const redirectUri = this.#origin(visit) + callbackPath;
    const { url, checks } = await provider.begin(redirectUri, visit.requestId);
    const journey: Journey = { ...checks, provider: provider.id, back };
    return this.#keep(redirect(url.href), visit, {
      name: journeyCookie,
      value: encode(journey),
      seconds: journeySeconds,
      path: "/",
    });
  }

  /** `GET /auth/callback`: back from the provider, and into a new session. */
  async callback(request: Request, visit: Visit): Promise<Response> {
    const journey = decode<Journey>(this.#find(request, visit, journeyCookie));
    let response: Response;
    try {
      response = await this.#arrive(request, visit, journey);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      response = this.#options.pages.error(request, error);
    }
    // Whether it succeeded or not, it was begun for one coming back.
    const gone = { name: journeyCookie, value: "", seconds: 0, path: "/" };
    return this.#keep(response, visit, gone);
  }

  /** `POST /logout`: ends the session, here and at its provider. */
  async logout(request: Request, visit: Visit): Promise<Response> {
    const { origin, visitors, sessions, signIn, templates, left } = this.#options;
    origin.checkChange(request);
    const known = await visitors.find(request, visit);
    if (known?.session) await sessions.end({ id: known.session });
    else if (known) left(known.person.id);
    const hint = decode<Hint>(this.#find(request, visit, hintCookie));
    const provider = signIn.providers.find(({ id }) => id === hint?.provider);
    const elsewhere = known?.session && provider
      ? await provider.logoutUrl(`${this.#origin(visit)}/`, hint?.idToken)
      : undefined;
    const frame = new PageFrame(request);
    const { heading, detail, elsewhereDetail, elsewhereLabel } = frame.words.signedOut;
    const response = htmlPage(templates, "signed_out", frame, {
      title: heading,
      detail: elsewhere ? elsewhereDetail(provider!.name) : detail,
      elsewhere: elsewhere?.href ?? "",
      elsewhereLabel: elsewhere ? elsewhereLabel(provider!.name) : "",
    });
    // Not a redirect: the policy on forms, which knows no provider, would hold it up.
    if (elsewhere) response.headers.set("refresh", `0;url=${elsewhere.href}`);
    const gone = { name: hintCookie, value: "", seconds: 0, path: logoutPath };
    return this.#keep(visitors.forget(response, visit), visit, gone);
  }

  /**
   * `POST /auth/backchannel-logout logout_token=…`: a provider tells that somebody signed out there.
   * It has no cookie and no origin; the token says it all.
   */
  async providerLogout(request: Request): Promise<Response> {
    const token = (await readForm(request)).get("logout_token");
    if (token === null) {
      throw new ChatError("bad_request", "Cannot sign anybody out: logout_token says whom");
    }
    await this.#options.signIn.endFor(token);
    return new Response(null, { status: 200, headers: { "cache-control": "no-store" } });
  }

  async #arrive(
    request: Request,
    visit: Visit,
    journey: Journey | undefined,
  ): Promise<Response> {
    const { signIn, visitors, sessions, left } = this.#options;
    if (!journey) {
      throw new ChatError("forbidden", "Cannot sign in: this browser did not begin it here", {
        reason: "sign_in_stale",
      });
    }
    // As it was told to the provider, whatever the proxies in between call us.
    const url = new URL(callbackPath + visit.url.search, this.#origin(visit));
    const { requestId } = visit;
    const provider = signIn.provider(journey.provider);
    const signedIn = await provider.finish(url, { ...journey, requestId });
    const guest = visitors.findGuest(request, visit);
    // First, so that what the guest has open says nothing more as the guest.
    if (guest) left(guest.id);
    const token = await signIn.finish(signedIn, {
      agent: request.headers.get("user-agent") ?? "",
      address: visit.address,
      ...(guest && { guest }),
    });
    // The session that the browser had makes way for the new one.
    const before = await visitors.findSession(request, visit);
    if (before) await sessions.end({ id: before.session.id });
    const response = visitors.signIn(redirect(ownPath(journey.back)), token, visit);
    const hint = encode({ provider: journey.provider, idToken: signedIn.idToken } satisfies Hint);
    const value = hint.length <= maxHintChars ? hint : encode({ provider: journey.provider });
    const seconds = hintSeconds;
    return this.#keep(response, visit, { name: hintCookie, value, seconds, path: logoutPath });
  }

  #origin({ url }: Visit): string {
    return this.#options.origin.ownOrigin(url);
  }

  #find(request: Request, visit: Visit, name: string): string | undefined {
    return findCookie(request, this.#nameOf(name, visit));
  }

  #keep(response: Response, visit: Visit, { name, value, seconds, path }: Keepsake): Response {
    setCookie(response.headers, {
      name: this.#nameOf(name, visit),
      value,
      path,
      maxAge: seconds,
      httpOnly: true,
      // The provider leads the browser back here, as a link does.
      sameSite: "Lax",
      secure: this.#options.origin.isHttps(visit.url),
    });
    return response;
  }

  /** No other host of the domain can plant a journey (RFC 6265bis); a hint harms nobody. */
  #nameOf(name: string, { url }: Visit): string {
    if (!this.#options.origin.isHttps(url)) return name;
    return `${name === journeyCookie ? "__Host-" : "__Secure-"}${name}`;
  }
}

/** The address of signing in, from where one comes back to the path `back`. */
export function loginPath(back: string, provider?: string): string {
  return `/login?${new URLSearchParams({ ...(provider && { provider }), back })}`;
}

function encode(value: unknown): string {
  return toBase64url(new TextEncoder().encode(JSON.stringify(value)));
}

function decode<T>(cookie: string | undefined): T | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(fromBase64url(cookie ?? ""))) as T;
  } catch {
    return undefined;
  }
}
