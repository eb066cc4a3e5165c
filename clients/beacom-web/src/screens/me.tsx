import { Button, Segments } from "@beacom/design";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { LanguageChoice } from "#parts/language-choice";
import { Places } from "#parts/places";
import { Title, useTitle } from "#parts/title";
import { Person } from "#parts/trouble";
import { supportPhone } from "#support";
import { useWords } from "#parts/words";
import { meQuery } from "#queries";
import { type Theme, useSettings } from "#settings";

export function MeScreen() {
  useTitle("me.title");
  const { t } = useWords();
  const { api, vouchers } = useApp();
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
      vouchers.inHand = "";
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
      <Places />
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
