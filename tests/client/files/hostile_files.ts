/** Files of people who mean harm: each holds a script, whatever else it says that it is. */

/**
 * What all of them ask for. Markup wants it as a picture too, for a file may load pictures of its
 * own origin: whoever reads the markup gives itself away, even if no script of it runs.
 */
export const beacon = "/beacon";

/** What they call a page in which they run. */
export const harmed = "harmed";

/** How a file is opened by itself: as a download, or as a picture, a sound or a film of a type. */
export type Opened = "kept" | `shown as ${string}`;

/** A file: what it is, its name, how it is to be opened, and its bytes. */
export type HostileFile = readonly [
  what: string,
  name: string,
  opened: Opened,
  bytes: Uint8Array<ArrayBuffer>,
];

const ask = `fetch("${beacon}");`;
const script = `${ask} document.title = "${harmed}"; alert("${harmed}");`;
const markup = `<script>${script}</script><img src="${beacon}"><img src="data:," onerror='${ask}'>`;
const html = `<!doctype html><html><body onload='${ask}'>${markup}</body></html>`;
const xml = '<?xml version="1.0"?>';
const xhtml = `<html xmlns="http://www.w3.org/1999/xhtml"><body><script>${script}</script>` +
  `<img src="${beacon}"/></body></html>`;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload='${ask}'><script>${script}</script>` +
  `<image href="${beacon}"/></svg>`;
const xslt = `<?xml-stylesheet type="text/xsl" href="#"?><xsl:stylesheet version="1.0" ` +
  `xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/">${xhtml}` +
  `</xsl:template></xsl:stylesheet>`;
const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E" +
  "rkJggg==";

export const hostileFiles: readonly HostileFile[] = [
  ["HTML", "a.html", "kept", bytes(html)],
  ["HTML by the name of a picture", "a.png", "kept", bytes(html)],
  ["HTML without a head", "a.htm", "kept", bytes(markup)],
  ["HTML behind a line separator", "a.txt", "kept", bytes("\u2028", html)],
  ["HTML in UTF-16", "a.html", "kept", utf16(html)],
  ["HTML in UTF-7", "a.html", "kept", bytes(utf7(html))],
  ["XHTML", "a.xhtml", "kept", bytes(xhtml)],
  ["XHTML with a prolog", "a.xhtml", "kept", bytes(xml, xhtml)],
  ["SVG", "a.svg", "kept", bytes(svg)],
  ["SVG with a prolog", "a.svg", "kept", bytes(xml, svg)],
  ["XML with a stylesheet", "a.xml", "kept", bytes(xml, xslt)],
  ["JavaScript", "a.js", "kept", bytes(script)],
  ["JavaScript for workers", "a.js", "kept", bytes(ask)],
  ["MHTML", "a.mht", "kept", bytes("MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n", html)],
  ["PDF with HTML behind", "a.pdf", "kept", bytes("%PDF-1.4\n", html)],
  ["Flash with HTML behind", "a.swf", "kept", bytes("FWS\x05", html)],
  [
    "PNG with HTML behind",
    "a.html",
    "shown as image/png",
    bytes(Uint8Array.fromBase64(png), html),
  ],
  [
    "GIF that is JavaScript too",
    "a.js",
    "shown as image/gif",
    bytes("GIF89a/*", [1, 0, 1, 0], `*/=1;${ask}//`, html),
  ],
  [
    "JPEG with HTML behind",
    "a.html",
    "shown as image/jpeg",
    bytes([0xff, 0xd8, 0xff, 0xe0, 0, 16], "JFIF\0", [1, 1, 0, 0, 1, 0, 1, 0, 0], html),
  ],
  [
    "WebP with HTML behind",
    "a.html",
    "shown as image/webp",
    bytes("RIFF", [0, 0, 0, 0], "WEBPVP8X", html),
  ],
  [
    "AVIF with HTML behind",
    "a.html",
    "shown as image/avif",
    bytes([0, 0, 0, 24], "ftypavif", [0, 0, 0, 0], "mif1avif", html),
  ],
  [
    "MP4 with HTML behind",
    "a.html",
    "shown as video/mp4",
    bytes([0, 0, 0, 24], "ftypisom", [0, 0, 2, 0], "isomiso2avc1mp41", html),
  ],
  [
    "WebM with HTML behind",
    "a.html",
    "shown as video/webm",
    bytes([0x1a, 0x45, 0xdf, 0xa3, 1, 0, 0, 0, 0, 0, 0, 0x1f, 0x42, 0x82, 0x84], "webm", html),
  ],
  [
    "MP3 with HTML behind",
    "a.html",
    "shown as audio/mpeg",
    bytes("ID3", [3, 0, 0, 0, 0, 0, 0, 0xff, 0xfb, 0x90, 0x64], html),
  ],
  [
    "WAV with HTML behind",
    "a.html",
    "shown as audio/wav",
    bytes("RIFF", [0, 0, 0, 0], "WAVEfmt ", html),
  ],
  [
    "OGG with HTML behind",
    "a.html",
    "shown as audio/ogg",
    bytes("OggS", [0, 2], Array(20).fill(0), [1, 30, 1], "vorbis", Array(20).fill(0), html),
  ],
];

function bytes(...parts: readonly (string | ArrayLike<number>)[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  return Uint8Array.from(
    parts.flatMap((part) => Array.from(typeof part === "string" ? encoder.encode(part) : part)),
  );
}

/** Little-endian, with its mark. */
function utf16(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Uint16Array.from(`\ufeff${text}`, (unit) => unit.charCodeAt(0)).buffer);
}

function utf7(text: string): string {
  return text.replaceAll("<", "+ADw-").replaceAll(">", "+AD4-").replaceAll('"', "+ACI-");
}
