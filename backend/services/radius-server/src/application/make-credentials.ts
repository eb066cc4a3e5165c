import { passwordFrom, usernameFor } from "#domain/credential";

/** In the caller's transaction. */
export type CredentialStore<Transaction> = {
  /** The customers of these that have a credential already. */
  having(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** False when somebody else has the username. */
  add(tx: Transaction, credential: { customerId: string; username: string; password: string }): Promise<boolean>;
};

export type VerifiedCustomer = { customerId: string; phone: string };

/** Every verified customer gets a username and a password, once. */
export const makeCredentialsWith =
  <Transaction>(deps: { credentials: CredentialStore<Transaction>; random: (octets: number) => Uint8Array }) =>
  async (tx: Transaction, customers: readonly VerifiedCustomer[]): Promise<void> => {
    const having = new Set(
      await deps.credentials.having(
        tx,
        customers.map(({ customerId }) => customerId),
      ),
    );
    for (const { customerId, phone } of customers) {
      if (having.has(customerId)) continue;
      having.add(customerId);
      const password = passwordFrom(deps.random(16));
      for (
        let attempt = 0;
        !(await deps.credentials.add(tx, { customerId, username: usernameFor(phone, attempt), password }));
        attempt++
      ) {
        // A number that was reissued a hundred times is somebody's mistake, not a customer's history.
        if (attempt === 100) throw new Error(`no username is free for ${customerId}`);
      }
    }
  };
