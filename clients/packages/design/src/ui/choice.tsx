import type { ReactNode } from "react";

/** One of several, as a radio button the size of a thumb; the chosen one has a ring, a tick and a tint. */
export function Choice(props: {
  name: string;
  value: string;
  checked: boolean;
  onChoose: (value: string) => void;
  children: ReactNode;
  centred?: boolean;
}) {
  return (
    <label
      className={`relative flex min-h-14 cursor-pointer items-center gap-3 rounded-card border py-3 has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-deep ${props.checked ? "border-deep bg-deep-soft ring-1 ring-deep" : "border-edge bg-surface active:bg-sunken"} ${props.centred ? "justify-center px-2 text-center" : "px-4"}`}
    >
      <input
        type="radio"
        name={props.name}
        value={props.value}
        checked={props.checked}
        onChange={() => props.onChoose(props.value)}
        className="pointer-events-none absolute opacity-0"
      />
      {!props.centred && (
        <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" className="shrink-0 text-deep">
          {props.checked ? (
            <>
              <circle cx="12" cy="12" r="10" fill="currentColor" />
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
            <circle cx="12" cy="12" r="10" fill="none" stroke="var(--edge)" strokeWidth="1.75" />
          )}
        </svg>
      )}
      <span className="min-w-0 flex-1">{props.children}</span>
    </label>
  );
}

/** Two to five words to choose from, side by side where they fit. */
export function Segments<Value extends string>(props: {
  name: string;
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; lang?: string }[];
  onChoose: (value: Value) => void;
}) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-base font-semibold">{props.label}</legend>
      <div className="flex flex-wrap gap-2">
        {props.options.map((option) => (
          <label
            key={option.value}
            lang={option.lang}
            className={`relative flex min-h-12 flex-auto cursor-pointer items-center justify-center rounded-control border px-3 text-base has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-deep ${props.value === option.value ? "border-deep bg-deep-soft font-semibold ring-1 ring-deep" : "border-edge bg-surface active:bg-sunken"}`}
          >
            <input
              type="radio"
              name={props.name}
              className="pointer-events-none absolute opacity-0"
              checked={props.value === option.value}
              onChange={() => props.onChoose(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
