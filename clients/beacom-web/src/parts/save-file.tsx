import { Download } from "lucide-react";
import { useMutation } from "@tanstack/react-query";
import { useApp } from "#parts/app";
import { Failure } from "#parts/failure";
import { useWords } from "#parts/words";
import { saveAs } from "#save-as";

/** A document to keep. It is fetched with the person's token, which no link could carry, and handed to the browser to save. */
export function SaveFile({ path, words }: { path: string; words: string }) {
  const { t } = useWords();
  const { api } = useApp();
  const save = useMutation({
    async mutationFn() {
      const { name, content } = await api.file(path);
      saveAs(name, content);
    },
  });
  return (
    <div>
      <button
        type="button"
        aria-disabled={save.isPending || undefined}
        onClick={() => !save.isPending && save.mutate()}
        className="flex min-h-12 w-full cursor-pointer items-center gap-3 rounded-control py-2 text-left text-base text-deep underline underline-offset-4"
      >
        <Download size={20} aria-hidden="true" className="shrink-0" />
        {save.isPending ? t("invoices.saving") : words}
      </button>
      <p role="status" className={save.isSuccess ? "-mt-1 mb-1 ml-8 text-sm text-quiet" : "sr-only"}>
        {save.isSuccess && t("invoices.saved")}
      </p>
      <Failure error={save.error ?? undefined} />
    </div>
  );
}
