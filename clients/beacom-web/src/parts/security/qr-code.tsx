import { create } from "qrcode";
import { useMemo } from "react";

/** ISO/IEC 18004 wants four light squares around; cameras want dark on light, whatever the theme. */
const quiet = 4;

export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => drawn(text), [text]);
  const side = size + 2 * quiet;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${-quiet} ${-quiet} ${side} ${side}`}
      shapeRendering="crispEdges"
      className="w-56 max-w-full rounded-card border border-line"
    >
      <path d={`M${-quiet} ${-quiet}h${side}v${side}h${-side}z`} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function drawn(text: string): { size: number; path: string } {
  const { size, data } = create(text, { errorCorrectionLevel: "M" }).modules;
  const dark = Array.from(data, (square, at) => (square ? `M${at % size} ${Math.floor(at / size)}h1v1h-1z` : ""));
  return { size, path: dark.join("") };
}
