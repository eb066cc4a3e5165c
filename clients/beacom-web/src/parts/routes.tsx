import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { AppFrame, DoorFrame } from "#parts/frame";
import { Trouble } from "#parts/trouble";
import { HomeScreen } from "#screens/home";
import { NotFoundScreen } from "#screens/not-found";
import { SignInScreen } from "#screens/sign-in";
import type { Started } from "#start";

type Search = {
  to?: string;
  ended?: boolean;
  verificationId?: string;
  phone?: string;
  expiresAt?: string;
  from?: "register" | "sign-in";
};
const text = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : undefined);
/** Only a path of our own may be gone to after signing in. */
const ownPath = (value: unknown) => (typeof value === "string" && /^\/(?![/\\])/.test(value) ? value : undefined);

/** Home and sign-in come with the first load; the others are fetched when the thumb comes near. */
export function routerFor(started: Started) {
  const root = createRootRoute({
    component: Outlet,
    notFoundComponent: NotFoundScreen,
    errorComponent: ({ error, reset }) => (
      <div className="mx-auto max-w-[36rem] p-4">
        <Trouble error={error} onRetry={reset} />
      </div>
    ),
    validateSearch: (search: Record<string, unknown>): Search => ({
      to: ownPath(search["to"]),
      ended: search["ended"] === true ? true : undefined,
      verificationId: text(search["verificationId"]),
      phone: text(search["phone"]),
      expiresAt: text(search["expiresAt"]),
      from: search["from"] === "sign-in" ? "sign-in" : search["from"] === "register" ? "register" : undefined,
    }),
  });
  const door = createRoute({ getParentRoute: () => root, id: "door", component: DoorFrame });
  const inside = createRoute({
    getParentRoute: () => root,
    id: "inside",
    component: AppFrame,
    beforeLoad: ({ location }) => {
      if (!started.isSignedIn())
        throw redirect({
          to: "/sign-in",
          search: location.pathname === "/" ? {} : { to: location.pathname },
          replace: true,
        });
    },
  });
  const tree = root.addChildren([
    door.addChildren([
      createRoute({ getParentRoute: () => door, path: "/sign-in", component: SignInScreen }),
      createRoute({
        getParentRoute: () => door,
        path: "/sign-in/code",
        component: lazyRouteComponent(() => import("#screens/sign-in-code"), "SignInCodeScreen"),
      }),
      createRoute({
        getParentRoute: () => door,
        path: "/register",
        component: lazyRouteComponent(() => import("#screens/register"), "RegisterScreen"),
      }),
      createRoute({
        getParentRoute: () => door,
        path: "/confirm",
        component: lazyRouteComponent(() => import("#screens/confirm"), "ConfirmScreen"),
      }),
    ]),
    inside.addChildren([
      createRoute({ getParentRoute: () => inside, path: "/", component: HomeScreen }),
      createRoute({
        getParentRoute: () => inside,
        path: "/top-up",
        component: lazyRouteComponent(() => import("#screens/top-up"), "TopUpScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/top-up/$paymentId",
        component: lazyRouteComponent(() => import("#screens/payment"), "PaymentScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/usage",
        component: lazyRouteComponent(() => import("#screens/usage"), "UsageScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/me",
        component: lazyRouteComponent(() => import("#screens/me"), "MeScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/me/statement",
        component: lazyRouteComponent(() => import("#screens/statement"), "StatementScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/me/network-login",
        component: lazyRouteComponent(() => import("#screens/network-login"), "NetworkLoginScreen"),
      }),
    ]),
  ]);
  return createRouter({
    routeTree: tree,
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultViewTransition: false,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof routerFor>;
  }
}
