import { type InputHTMLAttributes, type ReactNode, useId } from "react";

/** Label above, hint below, the mistake in words with a mark; the input keeps its place when the words change. */
export function Field(
  props: {
    label: string;
    hint?: ReactNode;
    error?: string | undefined;
    prefix?: string;
    aside?: ReactNode;
  } & Omit<InputHTMLAttributes<HTMLInputElement>, "prefix" | "className">,
) {
  const { label, hint, error, prefix, aside, ...input } = props;
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-base font-semibold">
        {label}
      </label>
      <div
        className={`flex min-h-12 items-center rounded-control border bg-surface focus-within:outline-3 focus-within:outline-offset-2 focus-within:outline-deep ${error ? "border-bad" : "border-edge"}`}
      >
        {prefix && (
          <span aria-hidden="true" className="pl-3 text-base text-quiet">
            {prefix}
          </span>
        )}
        <input
          {...input}
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? `${id}-note` : undefined}
          className="min-h-12 w-full min-w-0 flex-1 rounded-control bg-transparent px-3 text-base text-ink outline-none placeholder:text-quiet"
        />
        {aside}
      </div>
      {(error || hint) && (
        <p id={`${id}-note`} className={`flex gap-1.5 text-sm ${error ? "font-semibold text-bad" : "text-quiet"}`}>
          {error && <Exclamation />}
          <span>{error ?? hint}</span>
        </p>
      )}
    </div>
  );
}

export function Exclamation() {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" className="mt-0.5 shrink-0" fill="none">
      <circle cx="8" cy="8" r="7" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 4v5" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
      <circle cx="8" cy="11.6" r="1" fill="currentColor" />
    </svg>
  );
}
