/** The brand's tokens, from OKLCH to sRGB: PDF knows no OKLCH, and neither do old browsers. */
export const light = {
  paper: "#ffffff",
  ink: "#101d21",
  quiet: "#4b595e",
  line: "#dedad3",
  sunken: "#f6f4ef",
  beacon: "#f2a618",
  deep: "#006267",
} as const;

export const dark: Record<keyof typeof light, string> = {
  paper: "#0c1518",
  ink: "#f2f0ec",
  quiet: "#a9b5b9",
  line: "#2d393d",
  sunken: "#141f23",
  beacon: "#f2a618",
  deep: "#77cfcf",
};
