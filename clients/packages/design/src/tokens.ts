/** Lightness 0–1, chroma, hue of OKLCH. */
export type Oklch = readonly [lightness: number, chroma: number, hue: number];
export type Token = keyof typeof tokens;

const both = (value: Oklch) => ({ light: value, dark: value });

/**
 * Every colour of the subscriber clients, by what it is for. Amber is earned: it marks the one primary action and the
 * lamp that says "you are online", nothing else.
 */
export const tokens = {
  // Grounds, quiet and large.
  paper: { light: [0.985, 0.006, 85], dark: [0.19, 0.015, 220] },
  surface: { light: [0.998, 0.002, 85], dark: [0.232, 0.017, 220] },
  sunken: { light: [0.944, 0.009, 85], dark: [0.285, 0.018, 220] },
  // Lines: `line` only parts things, `edge` bounds a control.
  line: { light: [0.89, 0.011, 85], dark: [0.335, 0.018, 220] },
  edge: { light: [0.6, 0.02, 220], dark: [0.62, 0.02, 220] },
  // Words.
  ink: { light: [0.22, 0.02, 220], dark: [0.955, 0.006, 85] },
  quiet: { light: [0.455, 0.02, 220], dark: [0.765, 0.014, 220] },
  // The brand.
  beacon: both([0.78, 0.16, 75]),
  "beacon-pressed": both([0.73, 0.155, 72]),
  "beacon-edge": { light: [0.6, 0.13, 65], dark: [0.78, 0.16, 75] },
  "on-beacon": both([0.22, 0.02, 220]),
  "beacon-soft": { light: [0.955, 0.035, 85], dark: [0.29, 0.04, 75] },
  deep: { light: [0.45, 0.08, 200], dark: [0.8, 0.085, 195] },
  "deep-soft": { light: [0.945, 0.022, 200], dark: [0.285, 0.035, 205] },
  "on-deep": { light: [0.99, 0.004, 85], dark: [0.19, 0.015, 220] },
  // Meaning, always beside a word or a shape.
  good: { light: [0.46, 0.11, 150], dark: [0.82, 0.13, 150] },
  "good-soft": { light: [0.95, 0.03, 150], dark: [0.28, 0.04, 155] },
  warn: { light: [0.5, 0.12, 55], dark: [0.83, 0.13, 75] },
  "warn-soft": { light: [0.955, 0.035, 75], dark: [0.29, 0.045, 65] },
  bad: { light: [0.49, 0.17, 27], dark: [0.79, 0.115, 25] },
  "bad-soft": { light: [0.955, 0.022, 27], dark: [0.285, 0.055, 25] },
  calm: { light: [0.46, 0.045, 250], dark: [0.8, 0.04, 250] },
  "calm-soft": { light: [0.95, 0.012, 250], dark: [0.285, 0.025, 250] },
  // Data series in a fixed order, told apart by lightness as well as by hue.
  "series-1": { light: [0.45, 0.08, 200], dark: [0.8, 0.085, 195] },
  "series-2": { light: [0.62, 0.15, 60], dark: [0.74, 0.15, 65] },
  "series-3": { light: [0.42, 0.14, 300], dark: [0.72, 0.12, 300] },
  "series-4": { light: [0.6, 0.13, 145], dark: [0.86, 0.13, 140] },
  "series-5": { light: [0.5, 0.17, 15], dark: [0.68, 0.15, 15] },
  "series-6": { light: [0.58, 0.13, 245], dark: [0.7, 0.12, 245] },
  "series-7": { light: [0.36, 0.06, 50], dark: [0.88, 0.06, 70] },
  "series-8": { light: [0.56, 0.02, 250], dark: [0.66, 0.02, 250] },
} as const satisfies Record<string, { light: Oklch; dark: Oklch }>;

const words: Token[] = ["ink", "quiet", "deep", "good", "warn", "bad", "calm"];
const grounds: Token[] = ["paper", "surface", "sunken"];

/** Each pair that a screen may use; text needs 4.5:1, the bounds of a control and the marks of a chart 3:1. */
export const pairs: readonly { front: Token; back: Token; atLeast: number }[] = [
  ...words.flatMap((front) => grounds.map((back) => ({ front, back, atLeast: 4.5 }))),
  ...(["good", "warn", "bad", "calm", "deep", "beacon"] as const).flatMap((name) => [
    { front: "ink" as const, back: `${name}-soft` as Token, atLeast: 4.5 },
    { front: "quiet" as const, back: `${name}-soft` as Token, atLeast: 4.5 },
    ...(name === "beacon" ? [] : [{ front: name as Token, back: `${name}-soft` as Token, atLeast: 4.5 }]),
  ]),
  { front: "on-beacon", back: "beacon", atLeast: 4.5 },
  { front: "on-beacon", back: "beacon-pressed", atLeast: 4.5 },
  { front: "on-deep", back: "deep", atLeast: 4.5 },
  ...(["edge", "beacon-edge", "deep", "bad"] as const).flatMap((front) =>
    (["paper", "surface"] as const).map((back) => ({ front, back, atLeast: 3 })),
  ),
  ...(["deep", "warn", "bad"] as const).map((front) => ({ front, back: "sunken" as const, atLeast: 3 })),
  ...([1, 2, 3, 4, 5, 6, 7, 8] as const).flatMap((n) =>
    (["paper", "surface"] as const).map((back) => ({ front: `series-${n}` as Token, back, atLeast: 3 })),
  ),
];

export const themeCss = (): string => {
  const block = (theme: "light" | "dark") =>
    Object.entries(tokens)
      .map(([name, value]) => `--${name}:oklch(${value[theme].join(" ")});`)
      .join("\n  ");
  return [
    "/* Written by `npm run tokens -w @beacom/design` from tokens.ts. */",
    `:root {\n  color-scheme: light;\n  ${block("light")}\n}`,
    `@media (prefers-color-scheme: dark) {\n  :root:not([data-theme="light"]) {\n  color-scheme: dark;\n  ${block("dark")}\n}\n}`,
    `:root[data-theme="dark"] {\n  color-scheme: dark;\n  ${block("dark")}\n}`,
    "",
  ].join("\n");
};
