import type { Account } from "@beacom/api-client";
import { Note } from "@beacom/design";
import { Link } from "@tanstack/react-router";
import { BellRing, Clock } from "lucide-react";
import { useLive } from "#live-store";
import { useApp } from "#parts/app";
import { useWords } from "#parts/words";
import { newsOf } from "#standing";

/** What has happened since last time; put away for good with one tap. */
export function News({ account }: { account: Account }) {
  const { t, data, moment } = useWords();
  const dismissed = useLive((live) => live.dismissed);
  const dismiss = useLive((live) => live.dismiss);
  const news = newsOf(account, dismissed, new Date());
  return (
    <div role="status" aria-label={t("home.notices")} className={news.length > 0 ? "grid gap-3" : "hidden"}>
      {news.map(({ key, bundle, percent }) => (
        <div key={key} className="arrives">
          <Note
            tone={percent >= 80 ? "warn" : "calm"}
            icon={<BellRing size={20} aria-hidden="true" />}
            title={
              percent >= 100
                ? t("home.noticeEmpty", { bundle: bundle.name })
                : t("home.notice", { percent: String(percent), bundle: bundle.name })
            }
            action={
              <button
                type="button"
                onClick={() => dismiss(key)}
                className="-my-2 -ml-2 min-h-12 cursor-pointer rounded-control px-2 text-base text-deep underline underline-offset-4"
              >
                {t("home.noticeDismiss")}
              </button>
            }
          >
            {percent >= 100
              ? t("home.noticeEmptyText")
              : t("home.noticeText", { left: data(bundle.octetsRemaining), until: moment(bundle.expiresAt) })}
          </Note>
        </div>
      ))}
    </div>
  );
}

/** A payment that was begun and is not final yet. */
export function OpenPayment() {
  const { t, money } = useWords();
  const open = useApp().payments.read();
  if (!open?.paymentId) return null;
  return (
    <Note
      tone="calm"
      icon={<Clock size={20} aria-hidden="true" />}
      title={t("home.paymentWaiting", { amount: money({ minorUnits: open.amountCents, currency: "ZAR" }) })}
      action={
        <Link
          to="/top-up/$paymentId"
          params={{ paymentId: open.paymentId }}
          className="inline-flex min-h-12 items-center text-base text-deep underline underline-offset-4"
        >
          {t("home.paymentSee")}
        </Link>
      }
    />
  );
}
