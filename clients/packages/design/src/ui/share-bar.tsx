/** One value of a list against the largest of it: a thin line under the words, for the eye only; the number is beside it. */
export function ShareBar({ share, strong = false }: { share: number; strong?: boolean }) {
  const width = share <= 0 ? 0 : Math.max(1.5, Math.min(100, share * 100));
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      width="100%"
      height="6"
      viewBox="0 0 100 6"
      preserveAspectRatio="none"
      className="mt-2 block"
    >
      <rect width="100" height="6" fill="var(--sunken)" />
      <rect width={width} height="6" fill={strong ? "var(--series-1)" : "var(--edge)"} />
    </svg>
  );
}
