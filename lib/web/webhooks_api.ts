/** The part of the HTTP API by which owners have programs told of what happens in their rooms. */
import type { Webhooks } from "../webhooks/webhooks.ts";
import { parseEndpoint } from "../outside/endpoint.ts";
import type { Webhook } from "../store/webhooks.ts";
import { done, json } from "./answers.ts";
import { readJsonObject } from "./body.ts";
import type { OriginPolicy } from "./origin.ts";
import { asking, changing } from "./room_request.ts";
import type { Visit } from "./router.ts";
import type { Visitors } from "./visitors.ts";

/** What {@linkcode WebhooksApi} is made of. */
export interface WebhooksApiOptions {
  webhooks: Webhooks;
  visitors: Visitors;
  origin: OriginPolicy;
}

/** Answers requests about webhooks; what fails is a `ChatError`. */
export class WebhooksApi {
  readonly #options: WebhooksApiOptions;

  constructor(options: WebhooksApiOptions) {
    this.#options = options;
  }

  /**
   * `POST /api/rooms/NAME/webhooks {url}`: `201` and the webhook with its `secret`, which is told
   * this once.
   */
  async make(request: Request, visit: Visit): Promise<Response> {
    const [name, by] = await changing(request, visit, this.#options);
    const url = parseEndpoint((await readJsonObject(request)).url, "url");
    const { webhook, secret } = await this.#options.webhooks.make(name, by, url);
    visit.notes.push(`${webhook.id} ${new URL(url).host}`);
    return json({ ...webhookView(webhook), secret }, 201);
  }

  /** `GET /api/rooms/NAME/webhooks`: `{webhooks}`, the newest first. */
  async list(request: Request, visit: Visit): Promise<Response> {
    const [name, by] = await asking(request, visit, this.#options);
    const webhooks = await this.#options.webhooks.list(name, by);
    return json({ webhooks: webhooks.map(webhookView) });
  }

  /** `DELETE /api/rooms/NAME/webhooks/ID`: `204`. */
  async remove(request: Request, visit: Visit): Promise<Response> {
    const [name, by] = await changing(request, visit, this.#options);
    await this.#options.webhooks.remove(name, by, visit.params.id!);
    return done();
  }
}

function webhookView({ room: _, ...webhook }: Webhook) {
  return webhook;
}
