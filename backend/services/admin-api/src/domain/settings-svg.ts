import { ok, type Result, refuse } from "@beacom/result";

export type SvgRefusal = { readonly kind: "svg-not-safe"; readonly because: string };

const elements = new Set(
  (
    "svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan " +
    "linearGradient radialGradient stop clipPath mask pattern"
  ).split(" "),
);
const attributes = new Set(
  (
    "id class xmlns xmlns:xlink version viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy d points " +
    "transform href xlink:href style fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin " +
    "stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color display visibility clip-path clip-rule mask offset stop-color " +
    "stop-opacity gradientUnits gradientTransform spreadMethod patternUnits patternTransform patternContentUnits maskUnits " +
    "maskContentUnits clipPathUnits font-family font-size font-weight font-style letter-spacing text-anchor dominant-baseline rotate " +
    "textLength lengthAdjust pathLength xml:space role aria-label aria-labelledby aria-hidden"
  ).split(" "),
);
const namespaces = new Set(["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"]);

/**
 * Whether a drawing may be shown beside customers' money: only shapes and words of a known list, nothing that runs, and nothing that is fetched
 * from elsewhere. What is not understood is refused and never repaired: a repaired drawing means something else to the next program.
 * Gives the drawing back without its comments.
 */
export function safeSvg(source: string): Result<string, SvgRefusal> {
  const text = source
    .replace(/^\uFEFF/, "")
    .replace(/^<\?xml[ \t\r\n][^<>?]*\?>/, "")
    .trim();
  // Doctypes define entities, and entities hide words from whoever looks for them.
  const open: string[] = [];
  const kept: string[] = [];
  for (let at = 0; at < text.length; ) {
    if (text.startsWith("<!--", at)) {
      const end = text.indexOf("-->", at + 4);
      if (end < 0) return unsafe("comment-not-closed");
      at = end + 3;
      continue;
    }
    if (text[at] !== "<") {
      const end = text.indexOf("<", at);
      const words = text.slice(at, end < 0 ? undefined : end);
      if (open.length === 0 && words.trim() !== "") return unsafe("text-outside");
      if (!isPlain(words)) return unsafe("text-not-plain");
      kept.push(words);
      at += words.length;
      continue;
    }
    const tag = readTag(text, at);
    if (!tag.ok) return tag;
    const { name, closes, isEmpty, end } = tag.value;
    if (closes) {
      if (open.pop() !== name) return unsafe("not-nested");
    } else {
      const isRoot = open.length === 0;
      if (isRoot && (name !== "svg" || kept.some((piece) => piece.startsWith("<")))) return unsafe("not-one-svg");
      if (!isEmpty) open.push(name);
    }
    kept.push(text.slice(at, end));
    at = end;
  }
  if (open.length > 0) return unsafe("not-closed");
  const drawing = kept.join("").trim();
  return drawing === "" ? unsafe("not-one-svg") : ok(drawing);
}

type Tag = { readonly name: string; readonly closes: boolean; readonly isEmpty: boolean; readonly end: number };

function readTag(text: string, from: number): Result<Tag, SvgRefusal> {
  const head = /<(\/?)([A-Za-z][\w:.-]*)/y;
  head.lastIndex = from;
  const found = head.exec(text);
  if (!found) return unsafe("markup");
  const [, slash = "", name = ""] = found;
  if (!elements.has(name)) return unsafe(`element ${name}`);
  const attribute = /[ \t\r\n]+([A-Za-z_][\w:.-]*)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y;
  const seen = new Set<string>();
  let at = head.lastIndex;
  for (;;) {
    attribute.lastIndex = at;
    const pair = attribute.exec(text);
    if (!pair) break;
    const [, key = "", double, single] = pair;
    const problem = slash === "/" ? "markup" : seen.has(key) ? `twice ${key}` : problemOf(key, double ?? single ?? "");
    if (problem !== undefined) return unsafe(problem);
    seen.add(key);
    at = attribute.lastIndex;
  }
  const tail = /[ \t\r\n]*(\/?)>/y;
  tail.lastIndex = at;
  const ended = tail.exec(text);
  if (!ended || (slash === "/" && ended[1] === "/")) return unsafe("markup");
  return ok({ name, closes: slash === "/", isEmpty: ended[1] === "/", end: tail.lastIndex });
}

function problemOf(name: string, value: string): string | undefined {
  if (!attributes.has(name)) return `attribute ${name}`;
  if (!isPlain(value)) return "text-not-plain";
  if (name === "xmlns" || name === "xmlns:xlink") return namespaces.has(value) ? undefined : `attribute ${name}`;
  if (name === "href" || name === "xlink:href") return /^#[\w.-]+$/.test(value) ? undefined : "reference-elsewhere";
  // An escape or a comment of CSS can hide what a function is called.
  if (/[\\@]|\/\*/.test(value)) return "style-not-plain";
  const functions = value.matchAll(/([A-Za-z-]*)\(\s*([^)]*)/g);
  for (const [, called = "", argument = ""] of functions) {
    const fn = called.toLowerCase();
    if (fn === "url" && !/^(["']?)#[\w.-]+\1\s*$/.test(argument)) return "reference-elsewhere";
    if (fn !== "url" && !plainFunctions.has(fn)) return `function ${called}`;
  }
  return undefined;
}

const plainFunctions = new Set(
  "rgb rgba hsl hsla translate translatex translatey rotate scale scalex scaley skewx skewy matrix".split(" "),
);

/** Only the references that XML itself has: `&#106;` could spell anything. */
const isPlain = (text: string): boolean =>
  !/&(?!(?:amp|lt|gt|quot|apos);)/.test(text) && !/[^\P{Cc}\t\r\n]|\p{Cs}/u.test(text) && !text.includes("]]>");

const unsafe = (because: string) => refuse({ kind: "svg-not-safe", because } as const);
