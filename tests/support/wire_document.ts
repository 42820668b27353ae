import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/2020";
import { join } from "@std/path";
import { projectFolder } from "./server.ts";

/** Anything that JSON can say of an object. */
// deno-lint-ignore no-explicit-any
export type Json = Record<string, any>;

/** A description of the protocol, as the server serves it. */
export class WireDocument {
  readonly root: Json;
  readonly #ajv: Ajv | Ajv2020;

  private constructor(root: Json, ajv: Ajv | Ajv2020) {
    this.root = root;
    this.#ajv = ajv;
    // Its schemas are found from the root, which the validator then reads as one as well.
    ajv.addVocabulary(Object.keys(root));
    ajv.addSchema(closed(root) as Json, "document", undefined, false);
  }

  /** Reads one of the documents in `static`, whose schemas are of different drafts. */
  static async read(name: "openapi" | "asyncapi"): Promise<WireDocument> {
    const root = JSON.parse(await Deno.readTextFile(join(projectFolder, `static/${name}.json`)));
    const options = { strict: true, allErrors: true, validateFormats: false } as const;
    return new WireDocument(root, name === "openapi" ? new Ajv2020(options) : new Ajv(options));
  }

  /** What is at a place, as `["components", "schemas"]`; follows references. */
  at(...path: string[]): Json {
    let found = this.root;
    for (const part of path) {
      found = found?.[part];
      if (typeof found?.$ref === "string") found = this.at(...partsOf(found.$ref));
    }
    return found;
  }

  /** What is wrong with `value` by the schema at a place, to which `path` leads without references. */
  faults(path: readonly string[], value: unknown): string[] {
    const validate = this.#ajv.getSchema(`document#${path.map(escape).join("")}`);
    if (!validate) throw new Error(`Cannot find the schema at ${path.join("/")}`);
    if (validate(value)) return [];
    return validate.errors!.map(({ instancePath, message, params }) =>
      `${instancePath} ${message} ${JSON.stringify(params)}`
    );
  }
}

/** The place that a reference within a document leads to. */
export function partsOf(reference: string): string[] {
  const parts = reference.replace(/^#\//, "").split("/");
  return parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function escape(part: string): string {
  return `/${encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))}`;
}

/**
 * The same with no object that may hold more than what is named. Clients are told to ignore what
 * they do not know; a server that says what is not documented is a fault.
 */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([name, of]) => [name, closed(of)]));
  const isClosed = copy.type === "object" && "properties" in copy &&
    !("additionalProperties" in copy);
  return isClosed ? { ...copy, additionalProperties: false } : copy;
}
