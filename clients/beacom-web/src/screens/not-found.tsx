import { buttonClass } from "@beacom/design";
import { Link } from "@tanstack/react-router";
import { Title, useTitle } from "#parts/title";
import { useWords } from "#parts/words";

export function NotFoundScreen() {
  useTitle("app.notFound.title");
  const { t } = useWords();
  return (
    <div className="mx-auto max-w-[36rem] px-4 pt-10">
      <Title lead={t("app.notFound.text")}>{t("app.notFound.title")}</Title>
      <Link to="/" className={buttonClass("primary")}>
        {t("app.notFound.action")}
      </Link>
    </div>
  );
}
