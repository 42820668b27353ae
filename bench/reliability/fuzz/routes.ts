/** A request for each route of the server, by its table and by what is documented of it. */
import { routesOf } from "../../../lib/web/routes.ts";
import type { Handlers } from "../../../lib/web/routes.ts";
import type { Json, WireDocument } from "../../../tests/support/wire_document.ts";
import { eve, olga } from "./cast.ts";
import type { RequestPiece, Session } from "./piece.ts";
import { bystandersRoom } from "./record.ts";

const encoder = new TextEncoder();

/** Values of the parts of paths. */
const parts: Readonly<Record<string, string>> = {
  id: eve.person.id,
  device: "AAAAAAAAAAAAAAAAAAAAAA",
  box: "AAAAAAAAAAAAAAAAAAAAAA",
  token: "none",
};

/**
 * Makes the requests; those that change a room ask for Olga's, so that bystanders are not meant.
 *
 * @param document The description of the API, from which bodies come.
 */
export function requestsOfRoutes(origin: string, document: WireDocument): Session[] {
  // The table is only read: nobody handles anything.
  return routesOf({} as Handlers).map(({ method, path }) => {
    const name = method === "GET" ? bystandersRoom : "olgas";
    const target = path
      .replace("/rooms/:name", `/rooms/${name}`)
      .replace(/:(\w+)/g, (_, part) => parts[part] ?? "x")
      .replace("*", "app.css");
    const schema = bodyOf(document, method, path);
    const isForm = !path.startsWith("/api/");
    const [type, body] = method === "GET"
      ? [undefined, ""]
      : schema
      ? ["application/json", JSON.stringify(sampleOf(document, schema))]
      : isForm
      ? ["application/x-www-form-urlencoded", "text=hello&language=ar&back=%2F"]
      : ["application/json", "{}"];
    const piece: RequestPiece = {
      type: "request",
      method,
      target: `${target}?cursor=1&before=5&after=0&limit=2&q=x&room=${name}`,
      headers: [
        ["host", new URL(origin).host],
        ["origin", origin],
        ["cookie", olga.cookie],
        ...(type ? [["content-type", type] as const] : []),
      ],
      body: encoder.encode(body),
    };
    return { name: `${method} ${path}`, pieces: [piece] };
  });
}

/** The schema of a route's JSON body; the names of the parts of a path may differ. */
function bodyOf(document: WireDocument, method: string, path: string): Json | undefined {
  const plain = (text: string) => text.replaceAll(/:\w+|\{\w+\}/g, ":");
  const documented = Object.keys(document.root.paths).find((other) => plain(other) === plain(path));
  const place = documented && ["paths", documented, method.toLowerCase(), "requestBody"];
  return place ? document.at(...place, "content", "application/json", "schema") : undefined;
}

/** Something that a schema allows, with everything in it that may be. */
function sampleOf(document: WireDocument, schema: Json): unknown {
  if (schema.$ref) {
    return sampleOf(document, document.at(...schema.$ref.replace("#/", "").split("/")));
  }
  if (schema.examples) return schema.examples[0];
  if ("const" in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.oneOf) return sampleOf(document, schema.oneOf[0]);
  switch (schema.type) {
    case "object": {
      const fields = Object.entries<Json>(schema.properties ?? {});
      return Object.fromEntries(fields.map(([name, of]) => [name, sampleOf(document, of)]));
    }
    case "array":
      return schema.items ? [sampleOf(document, schema.items)] : [];
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "boolean":
      return true;
    default:
      return schema.format === "uri" ? "https://push.invalid/x" : "AAAAAAAAAAAAAAAAAAAAAA";
  }
}
