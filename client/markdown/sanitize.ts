/**
 * Keeps the HTML of `highlight.ts` to what colours need. DOMPurify weighs as much as what it guards,
 * so it is loaded with it; what people write never is HTML elsewhere.
 */
import DOMPurify from "dompurify";

/** The classes that highlight.js writes, and no other. */
const colourClass = /^(?:language-[a-z\d][\w+#.-]{0,23}|hljs-[\w-]+|[a-z]+_{1,2})$/;

DOMPurify.addHook("uponSanitizeAttribute", (_element, attribute) => {
  attribute.keepAttr = attribute.attrName === "class" &&
    attribute.attrValue.split(" ").every((name) => colourClass.test(name));
});

/** Lets through spans with the classes of colours, and nothing else. */
export function sanitize(html: string): string {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: ["span"],
    ALLOWED_ATTR: ["class"],
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: false,
  });
}
