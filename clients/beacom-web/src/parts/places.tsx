import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  ChevronRight,
  FileText,
  KeyRound,
  type LucideIcon,
  ReceiptText,
  Send,
  ShieldCheck,
  ToggleRight,
  Users,
} from "lucide-react";
import { useApp } from "#parts/app";
import { useWords } from "#parts/words";
import { accountQuery, billingQuery, tariffsQuery } from "#queries";
import { sendable } from "#standing";

type To =
  | "/invoices"
  | "/me/statement"
  | "/send"
  | "/me/sharing"
  | "/me/out-of-bundle"
  | "/me/network-login"
  | "/me/security";
type Place = { to: To; icon: LucideIcon; title: string; text: string };

/** The ways on from Me: only those that concern this person. */
export function Places() {
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface">
      {usePlaces().map(({ to, icon: Icon, title, text }) => (
        <li key={to}>
          <Link to={to} className="flex min-h-16 items-center gap-4 p-4 active:bg-sunken">
            <Icon size={22} aria-hidden="true" className="shrink-0 text-deep" />
            <span className="min-w-0 flex-1">
              <span className="block text-base font-semibold">{title}</span>
              <span className="block text-sm text-quiet">{text}</span>
            </span>
            <ChevronRight size={20} aria-hidden="true" className="shrink-0 text-quiet" />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function usePlaces(): readonly Place[] {
  const { t } = useWords();
  const { api } = useApp();
  const account = useQuery(accountQuery(api)).data;
  const billing = useQuery(billingQuery(api)).data;
  const tariffs = useQuery(tariffsQuery(api)).data;
  const mayPayPerUse = account?.outOfBundle ?? (tariffs && tariffs.length > 0);
  const maySend = account && (account.available.minorUnits > 0 || sendable(account, new Date()).length > 0);
  const shares = account && (account.inPool || account.bundles.some(({ shared }) => shared));
  const places: readonly (Place & { concerns: boolean })[] = [
    {
      to: "/invoices",
      icon: FileText,
      title: t("me.invoices"),
      text: t("me.invoicesText"),
      concerns: Boolean(billing),
    },
    { to: "/me/statement", icon: ReceiptText, title: t("me.statement"), text: t("me.statementText"), concerns: true },
    { to: "/send", icon: Send, title: t("me.send"), text: t("me.sendText"), concerns: Boolean(maySend) },
    { to: "/me/sharing", icon: Users, title: t("me.sharing"), text: t("me.sharingText"), concerns: Boolean(shares) },
    {
      to: "/me/out-of-bundle",
      icon: ToggleRight,
      title: t("me.outOfBundle"),
      text: t(account?.outOfBundle ? "me.outOfBundleOn" : "me.outOfBundleOff"),
      concerns: Boolean(mayPayPerUse),
    },
    { to: "/me/network-login", icon: KeyRound, title: t("me.network"), text: t("me.networkText"), concerns: true },
    { to: "/me/security", icon: ShieldCheck, title: t("me.security"), text: t("me.securityText"), concerns: true },
  ];
  return places.filter(({ concerns }) => concerns);
}
