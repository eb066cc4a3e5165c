export type MeterTone = "calm" | "low" | "empty";

const fills: Record<MeterTone, string> = { calm: "bg-deep", low: "bg-warn", empty: "bg-bad" };
/** The shares used at which a notice goes out; the bar is read from full, on the left, to empty. */
const marks = [50, 80, 100] as const;

/**
 * What is left, as a long bar with its number outside. It drains towards the mark of 100 % used; a mark that has been
 * passed is filled in.
 */
export function Meter(props: {
  label: string;
  share: number;
  tone: MeterTone;
  valueText: string;
  left: string;
  of: string;
  until: string;
  asOf: string;
  scale: string;
  /** What sets this one apart from others, in a line under its name. */
  special?: readonly string[];
}) {
  const percent = Math.min(100, Math.max(0, props.share * 100));
  return (
    <div className="figures">
      <p className="mb-2 flex flex-wrap items-baseline justify-between gap-x-3 text-base">
        <span className="font-semibold">{props.label}</span>
        <span>
          <strong className="font-semibold">{props.left}</strong> <span className="text-quiet">{props.of}</span>
        </span>
      </p>
      {props.special && props.special.length > 0 && (
        <p className="-mt-1 mb-2 text-sm text-quiet">{props.special.join(" · ")}</p>
      )}
      <div
        role="meter"
        aria-label={props.label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(percent)}
        aria-valuetext={props.valueText}
        className="flex h-5 justify-end overflow-hidden rounded-full border border-edge bg-sunken"
      >
        <div
          className={`drains h-full rounded-full ${fills[props.tone]}`}
          style={{ inlineSize: percent === 0 ? "0" : `max(${percent}%, 1.125rem)` }}
        />
      </div>
      <div aria-hidden="true" className="relative mt-1 h-5 text-sm text-quiet">
        <span>{props.scale}</span>
        {marks.map((used) => {
          const passed = percent <= 100 - used;
          return (
            <span
              key={used}
              className={`absolute top-0 flex items-center gap-1 ${passed ? "font-semibold text-ink" : ""}`}
              style={{ insetInlineEnd: used === 100 ? 0 : `calc(${100 - used}% - 4.5px)` }}
            >
              {used}%
              <svg width="9" height="9" viewBox="0 0 10 10" className="shrink-0">
                <path
                  d="M5 1 9 9H1Z"
                  strokeWidth="1.4"
                  strokeLinejoin="round"
                  stroke="currentColor"
                  fill={passed ? "currentColor" : "none"}
                />
              </svg>
            </span>
          );
        })}
      </div>
      <p className="mt-2 flex flex-wrap justify-between gap-x-3 text-sm text-quiet">
        <span>{props.until}</span>
        <span>{props.asOf}</span>
      </p>
    </div>
  );
}
