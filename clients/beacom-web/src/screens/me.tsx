import { Button, Segments } from "@beacom/design";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronRight, KeyRound, ReceiptText } from "lucide-react";
import { useState } from "react";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { LanguageChoice } from "#parts/language";
import { Title, useTitle } from "#parts/title";
import { Person } from "#parts/trouble";
import { supportPhone } from "#support";
import { useWords } from "#parts/words";
import { meQuery } from "#queries";
import { type Theme, useSettings } from "#settings";

const places = [
  { to: "/me/statement", icon: ReceiptText, title: "me.statement", text: "me.statementText" },
  { to: "/me/network-login", icon: KeyRound, title: "me.network", text: "me.networkText" },
] as const;

export function MeScreen() {
  useTitle("me.title");
  const { t } = useWords();
  const { api } = useApp();
  const me = useQuery(meQuery(api));
  const { theme, setTheme } = useSettings();
  const navigate = useNavigate();
  const [leaving, setLeaving] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const signOut = async () => {
    setLeaving(true);
    setFailure(undefined);
    try {
      await api.signOut();
      await navigate({ to: "/sign-in", replace: true });
    } catch (error) {
      setFailure(error);
      setLeaving(false);
    }
  };
  return (
    <div className="grid max-w-[36rem] gap-8">
      <div className="-mb-6">
        <Title lead={<span className="block min-h-6">{me.data?.phone}</span>}>{me.data?.name ?? t("me.title")}</Title>
      </div>
      <ul className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface">
        {places.map(({ to, icon: Icon, title, text }) => (
          <li key={to}>
            <Link to={to} className="flex min-h-16 items-center gap-4 p-4 active:bg-sunken">
              <Icon size={22} aria-hidden="true" className="shrink-0 text-deep" />
              <span className="min-w-0 flex-1">
                <span className="block text-base font-semibold">{t(title)}</span>
                <span className="block text-sm text-quiet">{t(text)}</span>
              </span>
              <ChevronRight size={20} aria-hidden="true" className="shrink-0 text-quiet" />
            </Link>
          </li>
        ))}
      </ul>
      <LanguageChoice />
      <Segments<Theme>
        name="theme"
        label={t("me.theme")}
        value={theme}
        options={[
          { value: "system", label: t("me.themeSystem") },
          { value: "light", label: t("me.themeLight") },
          { value: "dark", label: t("me.themeDark") },
        ]}
        onChoose={setTheme}
      />
      {supportPhone !== "" && (
        <div>
          <h2 className="text-base font-semibold">{t("me.help")}</h2>
          <p className="text-base text-quiet">
            <Person />
          </p>
        </div>
      )}
      <div className="grid gap-4">
        <Failure error={failure} />
        <Button wide busy={leaving && t("me.signingOut")} onClick={() => void signOut()}>
          {t("me.signOut")}
        </Button>
      </div>
    </div>
  );
}
