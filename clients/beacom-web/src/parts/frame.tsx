import { Wordmark } from "@beacom/design";
import { Link, Outlet } from "@tanstack/react-router";
import { ChartNoAxesColumn, CircleUserRound, House, WifiOff, Zap } from "lucide-react";
import { useQueryClient } from "@tanstack/react-query";
import { useLive } from "#live-store";
import { useWords } from "#parts/words";

const places = [
  { to: "/", key: "nav.home", icon: House, exact: true },
  { to: "/top-up", key: "nav.topUp", icon: Zap, exact: false },
  { to: "/usage", key: "nav.usage", icon: ChartNoAxesColumn, exact: false },
  { to: "/me", key: "nav.me", icon: CircleUserRound, exact: false },
] as const;

/** The signed-in screens: a bar at the thumb on phones, a column beside the content on wide ones. */
export function AppFrame() {
  const { t } = useWords();
  return (
    <>
      <SkipLink />
      <div className="mx-auto flex min-h-dvh w-full max-w-[70rem] flex-col lg:flex-row lg:gap-10 lg:px-8">
        <header className="px-4 pt-4 lg:sticky lg:top-0 lg:h-dvh lg:w-52 lg:shrink-0 lg:px-0 lg:pt-8">
          <Link to="/" className="inline-flex min-h-12 items-center rounded-control" aria-label="Beacom">
            <Wordmark />
          </Link>
          <nav
            aria-label={t("app.navigation")}
            className="fixed inset-x-0 bottom-0 z-10 border-t border-line bg-paper pb-[env(safe-area-inset-bottom)] lg:static lg:mt-6 lg:border-0 lg:pb-0"
          >
            <ul className="mx-auto flex max-w-[36rem] lg:flex-col lg:gap-1">
              {places.map(({ to, key, icon: Icon, exact }) => (
                <li key={to} className="min-w-0 flex-1">
                  <Link
                    to={to}
                    activeOptions={{ exact }}
                    activeProps={{ className: "font-semibold text-deep lg:bg-deep-soft", "aria-current": "page" }}
                    inactiveProps={{ className: "text-quiet" }}
                    className="group flex min-h-16 flex-col items-center justify-center gap-1 rounded-control px-1 text-sm active:bg-sunken lg:min-h-12 lg:flex-row lg:justify-start lg:gap-3 lg:px-3 lg:text-base"
                  >
                    <span className="rounded-full px-4 py-0.5 group-aria-[current=page]:bg-deep-soft lg:px-0">
                      <Icon size={22} strokeWidth={2} aria-hidden="true" />
                    </span>
                    <span className="max-w-full truncate">{t(key)}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <main id="content" className="w-full min-w-0 flex-1 px-4 pt-2 pb-28 lg:px-0 lg:pt-10 lg:pb-16">
          <OfflineBanner />
          <Outlet />
        </main>
      </div>
    </>
  );
}

/** The screens before signing in: one column, no navigation. */
export function DoorFrame() {
  return (
    <>
      <SkipLink />
      <div className="mx-auto flex min-h-dvh w-full max-w-[28rem] flex-col px-4 pt-4 pb-10 lg:pt-16">
        <header className="flex min-h-12 items-center">
          <Wordmark />
        </header>
        <main id="content" className="pt-6">
          <Outlet />
        </main>
      </div>
    </>
  );
}

function SkipLink() {
  const { t } = useWords();
  return (
    <a
      href="#content"
      className="sr-only z-20 rounded-control bg-deep px-4 py-3 text-on-deep focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
    >
      {t("app.skip")}
    </a>
  );
}

/** Says so once, with the time of what is shown. */
function OfflineBanner() {
  const { t, moment } = useWords();
  const connected = useLive((live) => live.connected && live.answered);
  const updatedAt = useQueryClient().getQueryState(["account"])?.dataUpdatedAt;
  return (
    <div role="status">
      {!connected && (
        <p className="mb-4 flex gap-3 rounded-card bg-calm-soft p-4 text-base">
          <WifiOff size={20} aria-hidden="true" className="mt-0.5 shrink-0 text-calm" />
          {updatedAt ? t("app.offline", { time: moment(updatedAt) }) : t("app.offline.never")}
        </p>
      )}
    </div>
  );
}
