export type LampState = "lit" | "dim" | "out";

/** Where the person stands, as a shape: lit with rays, half, or an empty ring. A word always stands beside it. */
export function Lamp({ state }: { state: LampState }) {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false" className="shrink-0">
      {state === "lit" && <circle cx="10" cy="10" r="9.5" fill="var(--beacon)" opacity=".28" />}
      <circle
        cx="10"
        cy="10"
        r="5"
        fill={state === "out" ? "none" : "var(--beacon)"}
        stroke={state === "out" ? "var(--edge)" : "var(--beacon-edge)"}
        strokeWidth={state === "out" ? 2 : 1.5}
      />
      {state === "dim" && <path d="M10 5.75a4.25 4.25 0 0 1 0 8.5Z" fill="var(--paper)" />}
    </svg>
  );
}
