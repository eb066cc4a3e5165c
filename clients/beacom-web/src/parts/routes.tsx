import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import type { ComponentType } from "react";
import { AppFrame, DoorFrame } from "#parts/frame";
import { Trouble } from "#parts/trouble";
import { withAllWords } from "#parts/words";
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

function later<Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) {
  return lazyRouteComponent(() => load().then((module) => ({ Screen: withAllWords(module[name]) })), "Screen");
}

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
        component: later(() => import("#screens/sign-in-code"), "SignInCodeScreen"),
      }),
      createRoute({
        getParentRoute: () => door,
        path: "/sign-in/second",
        component: later(() => import("#screens/second-step"), "SecondStepScreen"),
      }),
      createRoute({
        getParentRoute: () => door,
        path: "/register",
        component: later(() => import("#screens/register"), "RegisterScreen"),
      }),
      createRoute({
        getParentRoute: () => door,
        path: "/confirm",
        component: later(() => import("#screens/confirm"), "ConfirmScreen"),
      }),
    ]),
    inside.addChildren([
      createRoute({ getParentRoute: () => inside, path: "/", component: HomeScreen }),
      createRoute({
        getParentRoute: () => inside,
        path: "/top-up",
        component: later(() => import("#screens/top-up"), "TopUpScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/top-up/voucher",
        component: later(() => import("#screens/voucher"), "VoucherScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/top-up/$paymentId",
        component: later(() => import("#screens/payment"), "PaymentScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/usage",
        component: later(() => import("#screens/usage"), "UsageScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/me",
        component: later(() => import("#screens/me"), "MeScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/me/statement",
        component: later(() => import("#screens/statement"), "StatementScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/me/network-login",
        component: later(() => import("#screens/network-login"), "NetworkLoginScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/me/security",
        component: later(() => import("#screens/security"), "SecurityScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/me/sharing",
        component: later(() => import("#screens/sharing"), "SharingScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/me/out-of-bundle",
        component: later(() => import("#screens/out-of-bundle"), "OutOfBundleScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/send",
        component: later(() => import("#screens/send"), "SendScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/invoices",
        component: later(() => import("#screens/invoices"), "InvoicesScreen"),
      }),
      createRoute({
        getParentRoute: () => inside,
        path: "/invoices/$documentId",
        component: later(() => import("#screens/invoice"), "InvoiceScreen"),
      }),
    ]),
    // The address on voucher cards. The code is behind the #, which no server sees; signing in may come in between.
    createRoute({
      getParentRoute: () => root,
      path: "/v",
      beforeLoad: ({ location }) => {
        started.vouchers.inHand = location.hash.replace(/[^\w -]/g, "").slice(0, 60);
        throw redirect({ to: "/top-up/voucher", replace: true });
      },
    }),
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
