import { ok, type Result, refuse } from "@beacom/result";
import type { LocalDate } from "@beacom/time";
import type { NotBilled } from "#application/postpaid/change-postpaid";
import type { PostpaidViews } from "#application/postpaid/views";
import type { Statement, StatementRow } from "#domain/postpaid/statement";

/** Rows name documents as they are written on paper. */
export type AccountStatement = Omit<Statement, "rows"> & {
  readonly rows: readonly (StatementRow & { readonly documentId: string | null })[];
};
export type AccountStatementUseCase = (request: {
  readonly customerId: string;
  readonly from: LocalDate;
  /** The last day. */
  readonly to: LocalDate;
}) => Promise<Result<AccountStatement, NotBilled | { readonly kind: "period-not-accepted" }>>;

/** What happened between two days, and what was open at the end of them. */
export const accountStatementWith =
  ({ views }: { views: Pick<PostpaidViews, "statement" | "serials"> }): AccountStatementUseCase =>
  async (request) => {
    if (request.from > request.to) return refuse({ kind: "period-not-accepted" });
    const statement = await views.statement(request);
    if (!statement) return refuse({ kind: "not-billed" });
    const serials = await views.serials(statement.rows.map(({ reference }) => reference));
    const rows = statement.rows.map((row) => {
      const serial = serials.get(row.reference);
      return serial === undefined
        ? { ...row, documentId: null }
        : { ...row, reference: serial, documentId: row.reference };
    });
    return ok({ ...statement, rows });
  };
