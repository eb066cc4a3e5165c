import { type Run, type Weight, fontOf, runsOf, subsets, weights } from "#pdf/typeface";

export type Style = {
  readonly size: number;
  readonly weight: Weight;
  readonly colour: string;
  /** Digits of one width, so that columns of them can be compared. Such texts are not remembered: they rarely come again. */
  readonly figures?: boolean;
};

export type Pen = {
  readonly widthOf: (text: string, style: Style) => number;
  /** Divided at spaces, and within a word only where it is wider than the line. */
  readonly linesOf: (text: string, style: Style, width: number) => string[];
  /** One line; `x` and `top` are the upper left of its line box. */
  readonly write: (line: string, x: number, top: number, style: Style) => void;
};

export const lineHeight = (style: Style): number => style.size * 1.42;

export function penFor(doc: PDFKit.PDFDocument): Pen {
  for (const weight of weights) {
    for (const subset of subsets) doc.registerFont(`${weight} ${subset}`, fontOf(weight, subset));
  }
  const measured = new Map<string, number>();

  const widthOfRun = (run: Run, style: Style): number => {
    const key = `${style.size} ${style.weight} ${style.figures === true} ${run.text}`;
    const known = measured.get(key);
    if (known !== undefined) return known;
    doc.font(`${style.weight} ${run.subset}`).fontSize(style.size);
    const width = doc.widthOfString(run.text, optionsOf(style));
    if (measured.size < mostMeasured) measured.set(key, width);
    return width;
  };
  const widthOf = (text: string, style: Style) => runsOf(text).reduce((sum, run) => sum + widthOfRun(run, style), 0);

  return {
    widthOf,
    linesOf: (text, style, width) => linesOf(text, width, (part) => widthOf(part, style)),
    write(line, x, top, style) {
      doc.fillColor(style.colour);
      // The line box is taller than the font's own, and shared out above and below.
      const y = top + (lineHeight(style) - style.size * 1.21) / 2;
      let left = x;
      for (const run of runsOf(line)) {
        doc.font(`${style.weight} ${run.subset}`).fontSize(style.size);
        doc.text(run.text, left, y, optionsOf(style));
        left += widthOfRun(run, style);
      }
    },
  };
}

const words: PDFKit.Mixins.TextOptions = { lineBreak: false };
const figures: PDFKit.Mixins.TextOptions = { lineBreak: false, features: ["tnum"] };

const optionsOf = (style: Style): PDFKit.Mixins.TextOptions => (style.figures === true ? figures : words);

/** A sheet of vouchers measures codes that never come again. */
const mostMeasured = 5_000;

function linesOf(text: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
    while (widthOf(line) > width) {
      const head = headThatFits(line, width, widthOf);
      if (head === line) break;
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return [...lines, line];
}

const letters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** At least one letter, however narrow the line: otherwise a long word would never end. */
function headThatFits(word: string, width: number, widthOf: (text: string) => number): string {
  const ends = [...letters.segment(word)].map(({ segment, index }) => index + segment.length);
  let [least, most] = [0, ends.length - 1];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (widthOf(word.slice(0, ends[middle])) <= width) least = middle;
    else most = middle - 1;
  }
  return word.slice(0, ends[least]);
}
