import { Exclamation } from "@beacom/design";

/** What is missing of a choice, under it; fields say their own. */
export function Mistake({ words }: { words: string }) {
  return (
    <p role="alert" className="flex gap-1.5 text-sm font-semibold text-bad">
      <Exclamation />
      {words}
    </p>
  );
}
