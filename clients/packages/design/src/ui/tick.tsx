import type { ReactNode } from "react";

/** One thing to agree to, as large as a thumb. Never ticked before the person ticks it. */
export function Tick(props: {
  name: string;
  checked: boolean;
  onTick: (checked: boolean) => void;
  children: ReactNode;
}) {
  return (
    <label
      className={`relative flex min-h-14 cursor-pointer items-start gap-3 rounded-card border p-4 has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-deep ${props.checked ? "border-deep bg-deep-soft ring-1 ring-deep" : "border-edge bg-surface active:bg-sunken"}`}
    >
      <input
        type="checkbox"
        name={props.name}
        checked={props.checked}
        onChange={(event) => props.onTick(event.target.checked)}
        className="pointer-events-none absolute opacity-0"
      />
      <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" className="shrink-0 text-deep">
        {props.checked ? (
          <>
            <rect x="2" y="2" width="20" height="20" rx="5" fill="currentColor" />
            <path
              d="m7.5 12.3 3 3 6-6.3"
              fill="none"
              stroke="var(--on-deep)"
              strokeWidth="2.2"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </>
        ) : (
          <rect x="2" y="2" width="20" height="20" rx="5" fill="none" stroke="var(--edge)" strokeWidth="1.75" />
        )}
      </svg>
      <span className="figures min-w-0 flex-1 text-base">{props.children}</span>
    </label>
  );
}
