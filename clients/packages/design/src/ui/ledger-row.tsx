import type { ReactNode } from "react";

/** Cause in words, amount on the right, time, what it left behind; tap for why. */
export function LedgerRow(props: {
  cause: ReactNode;
  amount: ReactNode;
  time: ReactNode;
  after?: ReactNode;
  mark?: ReactNode;
  why?: ReactNode;
}) {
  const line = (
    <>
      {props.mark && <span className="mt-0.5">{props.mark}</span>}
      <span className="min-w-0 flex-1">
        <span className="block text-base">{props.cause}</span>
        <span className="figures block text-sm text-quiet">{props.time}</span>
      </span>
      <span className="figures shrink-0 text-right">
        <span className="block text-base font-semibold">{props.amount}</span>
        {props.after && <span className="block text-sm text-quiet">{props.after}</span>}
      </span>
    </>
  );
  if (!props.why) return <div className="flex min-h-12 items-start gap-3 px-4 py-3">{line}</div>;
  return (
    <details className="group">
      <summary className="flex min-h-12 cursor-pointer list-none items-start gap-3 px-4 py-3 active:bg-sunken">
        {line}
        <svg
          width="20"
          height="20"
          viewBox="0 0 20 20"
          aria-hidden="true"
          className="mt-0.5 shrink-0 text-quiet group-open:rotate-180"
        >
          <path
            d="m5 8 5 5 5-5"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.75"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
      </summary>
      <div className="px-4 pb-4 text-sm">{props.why}</div>
    </details>
  );
}

export function LedgerList({ children, label }: { children: ReactNode; label: string }) {
  return (
    <ul aria-label={label} className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface">
      {children}
    </ul>
  );
}
