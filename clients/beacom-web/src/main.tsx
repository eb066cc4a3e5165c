import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import "./style.css";
import { AppProvider } from "#parts/app";
import { routerFor } from "#parts/routes";
import { WordsProvider } from "#parts/words";
import { showTheme, useSettings } from "#settings";
import { start } from "#start";

showTheme(useSettings.getState().theme);
const started = start();
const router = routerFor(started);

// The session ended, here or on another device: say so at the door.
started.api.session.onChange((customer) => {
  const { pathname } = router.state.location;
  if (!customer && !/^\/(sign-in|register|confirm)/.test(pathname))
    void router.navigate({
      to: "/sign-in",
      search: { ended: true, ...(pathname === "/" ? {} : { to: pathname }) },
      replace: true,
    });
});

// After a change of screen the heading takes the focus, as a page load would.
let shown = router.state.location.pathname;
router.subscribe("onRendered", ({ toLocation }) => {
  if (toLocation.pathname === shown) return;
  shown = toLocation.pathname;
  const place = document.querySelector<HTMLElement>("main h1") ?? document.querySelector<HTMLElement>("main");
  if (place && !place.contains(document.activeElement)) {
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }
});

const place = document.getElementById("root");
if (!place) throw new Error("index.html has no #root");
createRoot(place).render(
  <AppProvider value={started}>
    <QueryClientProvider client={started.queries}>
      <WordsProvider>
        <RouterProvider router={router} />
      </WordsProvider>
    </QueryClientProvider>
  </AppProvider>,
);

// After the first paint, so that it takes no line from it; a newer version that is waiting takes over at the next start.
if (import.meta.env.PROD && "serviceWorker" in navigator)
  addEventListener("load", () => {
    navigator.serviceWorker.register("/sw.js").then(
      (registration) => registration?.waiting?.postMessage("take over", { transfer: [] }),
      () => undefined,
    );
  });
