import { Button } from "@beacom/design";
import { useState } from "react";

/** For what takes something away: the first press asks, beside it is the way back, the second does it. */
export function SureButton(props: {
  words: string;
  /** What it says to those who listen, where the same words stand more than once. */
  about?: string;
  sure: string;
  keep: string;
  busy: string | false;
  onSure: () => void;
}) {
  const { words, about, sure, keep, busy, onSure } = props;
  const [asked, setAsked] = useState(false);
  if (!asked)
    return (
      <button
        type="button"
        aria-label={about ? `${words}: ${about}` : undefined}
        onClick={() => setAsked(true)}
        className="-mx-2 min-h-12 cursor-pointer rounded-control px-2 text-base text-deep underline underline-offset-4"
      >
        {words}
      </button>
    );
  return (
    <div className="mt-2 grid gap-2">
      <p role="alert" className="text-base font-semibold">
        {sure}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button busy={busy} onClick={onSure}>
          {words}
        </Button>
        <Button kind="quiet" disabled={busy !== false} onClick={() => setAsked(false)}>
          {keep}
        </Button>
      </div>
    </div>
  );
}
