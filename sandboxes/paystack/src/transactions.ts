import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";

export type Transaction = {
  id: number;
  reference: string;
  accessCode: string;
  email: string;
  requestedAmount: number;
  amount: number;
  currency: string;
  callbackUrl: string;
  metadata: unknown;
  status: "abandoned" | "success" | "failed" | "reversed";
  gatewayResponse: string;
  createdAt: string;
  paidAt: string | null;
  refundedAmount: number;
};

export type Opening = Pick<Transaction, "reference" | "email" | "amount" | "currency" | "callbackUrl" | "metadata">;

/** All transactions, in memory; also in a JSON file when one is named, so that a restart of the sandbox forgets nothing. */
export class Transactions {
  readonly #byReference = new Map<string, Transaction>();
  readonly #file: string | undefined;

  constructor(file?: string) {
    this.#file = file;
    for (const transaction of file ? readAll(file) : []) this.#byReference.set(transaction.reference, transaction);
  }

  open(opening: Opening): Transaction | undefined {
    if (this.#byReference.has(opening.reference)) return undefined;
    const transaction: Transaction = {
      ...opening,
      id: 4_100_000_000 + this.#byReference.size,
      accessCode: randomBytes(8).toString("hex"),
      requestedAmount: opening.amount,
      status: "abandoned",
      gatewayResponse: "The transaction was not completed",
      createdAt: new Date().toISOString(),
      paidAt: null,
      refundedAmount: 0,
    };
    this.#byReference.set(transaction.reference, transaction);
    this.save();
    return transaction;
  }

  find(reference: string): Transaction | undefined {
    return this.#byReference.get(reference);
  }

  withAccessCode(accessCode: string): Transaction | undefined {
    return this.all().find((transaction) => transaction.accessCode === accessCode);
  }

  /** Newest first, as Paystack lists them. */
  all(): Transaction[] {
    return [...this.#byReference.values()].toReversed();
  }

  save(): void {
    if (!this.#file) return;
    writeFileSync(`${this.#file}.new`, JSON.stringify([...this.#byReference.values()]), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function readAll(file: string): Transaction[] {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Transaction[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new Error(`cannot read the sandbox's transactions in ${file}`, { cause: error });
  }
}
