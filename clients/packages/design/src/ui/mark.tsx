/** The beacon: a lamp and the light it throws. Drawn by hand in a 24 grid; the word beside it names it. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M9 7.2 23 2.5v19L9 16.8Z" fill="var(--beacon)" opacity=".42" />
      <circle cx="7.5" cy="12" r="5.4" fill="var(--beacon)" stroke="var(--ink)" strokeWidth="2.2" />
    </svg>
  );
}

export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 text-lg font-semibold tracking-tight text-ink">
      <Mark size={26} />
      Beacom
    </span>
  );
}
