import type { MessageKey } from "@beacom/i18n";
import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { useWords } from "#parts/words";

/** The name of the screen for the tab, the history and those who listen. */
export function useTitle(key: MessageKey): void {
  const { t } = useWords();
  const title = (t as (key: MessageKey) => string)(key);
  useEffect(() => {
    document.title = `${title} · Beacom`;
  }, [title]);
}

export function Title({
  children,
  lead,
  back,
}: {
  children: ReactNode;
  lead?: ReactNode;
  back?: "/me" | "/" | "/top-up" | "/sign-in" | "/invoices";
}) {
  const { t } = useWords();
  return (
    <div className="mb-6">
      {back && (
        <Link
          to={back}
          className="-ml-1 mb-1 inline-flex min-h-12 items-center gap-1 rounded-control pr-3 text-base text-deep"
        >
          <ChevronLeft size={20} aria-hidden="true" />
          {t("app.back")}
        </Link>
      )}
      <h1 tabIndex={-1} className="text-xl font-semibold tracking-tight">
        {children}
      </h1>
      {lead && <p className="mt-2 max-w-[65ch] text-base text-quiet">{lead}</p>}
    </div>
  );
}
