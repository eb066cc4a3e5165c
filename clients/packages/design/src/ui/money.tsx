/** Already in the person's notation; cents stand back a little. */
export type MoneyParts = { whole: string; cents: string };

const sizes = {
  base: ["text-base", ""],
  lg: ["text-lg", "text-base"],
  xl: ["text-xl", "text-lg"],
  "2xl": ["text-2xl", "text-xl"],
};

export function Money({
  amount,
  size = "base",
  strong = true,
}: {
  amount: MoneyParts;
  size?: keyof typeof sizes;
  strong?: boolean;
}) {
  const [whole, cents] = sizes[size] as [string, string];
  return (
    <span className={`figures whitespace-nowrap ${whole} ${strong ? "font-semibold" : ""}`}>
      {amount.whole}
      <span className={cents}>{amount.cents}</span>
    </span>
  );
}
