import { Problem as Refusal } from "@beacom/api-client";
import { Button, Problem } from "@beacom/design";
import type { ReactNode } from "react";
import { useWords } from "#parts/words";
import { supportPhone } from "#support";

/** Whatever could not be loaded: nothing was bought or paid by looking. */
export function Trouble(props: { screen?: string; error: unknown; onRetry: () => void; busy?: boolean }) {
  const { screen, error, onRetry, busy } = props;
  const { t } = useWords();
  const cause = useCause();
  return (
    <>
      {screen && (
        <h1 tabIndex={-1} className="mb-6 text-xl font-semibold tracking-tight">
          {screen}
        </h1>
      )}
      <Problem
        title={t("problem.title")}
        happened={cause(error)}
        money={t("problem.noMoney")}
        action={
          <Button onClick={onRetry} busy={busy && t("app.loading")}>
            {t("app.retry")}
          </Button>
        }
        person={<Person />}
      />
    </>
  );
}

export function Person(): ReactNode {
  const { rich } = useWords();
  if (supportPhone === "") return null;
  return rich("app.person", {
    phone: (
      <a
        className="py-3 font-semibold whitespace-nowrap text-deep underline underline-offset-4"
        href={`tel:${supportPhone.replaceAll(" ", "")}`}
      >
        {supportPhone}
      </a>
    ),
  });
}

/** The cause in words; what only engineers can read becomes "our side". */
export function useCause(): (error: unknown) => string {
  const { t } = useWords();
  return (error) => {
    if (!(error instanceof Refusal) || error.status >= 500) return t("problem.server");
    if (error.code === "offline") return t("problem.offline");
    if (error.status === 429) return t("problem.tooMany");
    return error.message || t("problem.server");
  };
}
