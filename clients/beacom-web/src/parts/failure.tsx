import { Problem as Refusal } from "@beacom/api-client";
import { Exclamation } from "@beacom/design";
import type { MessageKey } from "@beacom/i18n";
import { useEffect, useRef } from "react";
import { useCause } from "#parts/trouble";
import { useWords } from "#parts/words";

/** Why a form was not accepted, above its button and read aloud; known refusals have words of their own. */
export function Failure(props: {
  error: unknown;
  words?: Partial<Record<string, MessageKey>>;
  /** Said when no answer came, so that nobody knows whether it happened. */
  unknown?: MessageKey;
}) {
  const { error, words, unknown } = props;
  const { t } = useWords();
  const cause = useCause();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) place.current?.scrollIntoView({ block: "nearest" });
  }, [error]);
  const key = error instanceof Refusal ? (words?.[error.code] ?? (error.isUnknown ? unknown : undefined)) : undefined;
  return (
    <div role="alert" ref={place}>
      {error !== undefined && (
        <p className="flex gap-2 rounded-card bg-bad-soft p-4 text-base">
          <span className="mt-1 text-bad">
            <Exclamation />
          </span>
          <span>{key ? (t as (key: MessageKey) => string)(key) : cause(error)}</span>
        </p>
      )}
    </div>
  );
}
