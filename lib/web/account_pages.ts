/** One's own account: who one is here, and where one is signed in. */
import type { Sessions } from "../auth/sessions.ts";
import { ChatError } from "../errors.ts";
import type { Session } from "../store/accounts.ts";
import type { Person } from "../wire/messages.ts";
import { done, json, redirect } from "./answers.ts";
import { htmlPage } from "./html_page.ts";
import type { OriginPolicy } from "./origin.ts";
import { PageFrame } from "./page_frame.ts";
import type { Visit } from "./router.ts";
import { loginPath } from "./sign_in_pages.ts";
import type { Templates } from "./templates.ts";
import type { Visitors } from "./visitors.ts";

/** What {@linkcode AccountPages} is made of. */
export interface AccountPagesOptions {
  sessions: Sessions;
  visitors: Visitors;
  origin: OriginPolicy;
  templates: Templates;
  /** Whether people can sign in, with an account that they have elsewhere. */
  canSignIn: boolean;
  /** Whether somebody runs the server. */
  isAdmin: (person: Person) => Promise<boolean>;
}

/** A session as its owner sees it. */
interface OwnSession extends Session {
  /** Whether the request came by it. */
  readonly isCurrent: boolean;
}

const accountPath = "/account";

/** Answers requests about one's own account; what fails is a `ChatError`. */
export class AccountPages {
  readonly #options: AccountPagesOptions;

  constructor(options: AccountPagesOptions) {
    this.#options = options;
  }

  /** `GET /account`. */
  async show(request: Request, visit: Visit): Promise<Response> {
    const { visitors, templates, canSignIn, isAdmin } = this.#options;
    const known = await visitors.find(request, visit);
    if (!known) return redirect(canSignIn ? loginPath(accountPath) : "/");
    const frame = new PageFrame(request);
    const { account, kinds } = frame.words;
    const sessions = known.session ? await this.#own(request, visit) : [];
    return htmlPage(templates, "account", frame, {
      title: account.heading,
      id: known.person.id,
      name: known.person.name,
      kind: kinds[known.person.kind],
      isUser: known.session !== undefined,
      signInHref: known.session === undefined && canSignIn ? loginPath(accountPath) : "",
      isAdmin: await isAdmin(known.person),
      hasOthers: sessions.some(({ isCurrent }) => !isCurrent),
      sessions: sessions.map((session) => ({
        ...session,
        agent: frame.browser(session.agent),
        since: frame.time(session.at),
        used: frame.time(session.seen),
        endPath: `/account/sessions/${session.id}/end`,
      })),
      languages: frame.choices(accountPath),
    });
  }

  /** `POST /account/sessions/ID/end`: ends one's own session, or with `others` all but this one. */
  async end(request: Request, visit: Visit): Promise<Response> {
    await this.#end(request, visit);
    return redirect(accountPath);
  }

  /** `GET /api/sessions`: `{sessions: [{id, at, seen, agent, address, isCurrent}]}`. */
  async list(request: Request, visit: Visit): Promise<Response> {
    const sessions = await this.#own(request, visit);
    const shown = sessions.map(({ user: _, sid: __, ...session }) => session);
    return json({ sessions: shown });
  }

  /** `DELETE /api/sessions/ID`: `204`; `others` stands for all but this one. */
  async remove(request: Request, visit: Visit): Promise<Response> {
    await this.#end(request, visit);
    return done();
  }

  async #end(request: Request, visit: Visit): Promise<void> {
    const { origin, sessions } = this.#options;
    origin.checkChange(request);
    const own = await this.#own(request, visit);
    const { id } = visit.params;
    const meant = own.filter((session) => id === "others" ? !session.isCurrent : session.id === id);
    if (meant.length === 0 && id !== "others") {
      throw new ChatError("not_found", "Cannot find this session: it may have ended already");
    }
    for (const { id, user } of meant) await sessions.end({ id, user });
  }

  async #own(request: Request, visit: Visit): Promise<OwnSession[]> {
    const { visitors, sessions } = this.#options;
    const live = await visitors.findSession(request, visit);
    if (!live) {
      throw new ChatError("unauthenticated", "Cannot list your sessions: you are not signed in");
    }
    const own = await sessions.list(live.user.id);
    return own.map((session) => ({ ...session, isCurrent: session.id === live.session.id }));
  }
}
