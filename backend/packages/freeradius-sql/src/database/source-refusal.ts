/** Why a source cannot be read, and what the person who asked can do about it. The password is in neither. */
export type SourceRefusal = { readonly kind: RefusalKind; readonly what: string; readonly remedy: string };

export type RefusalKind = keyof typeof remedies;

export const sourceRefusal = (kind: RefusalKind, what: string): SourceRefusal => ({
  kind,
  what,
  remedy: remedies[kind],
});

const remedies = {
  "url-not-understood":
    "Write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE or mysql://…; in a password write @ as %40, : as %3A and / as %2F.",
  "host-unknown": "Look at the spelling of the host, or give its IP address.",
  "no-answer":
    "Look whether the database runs, whether it listens on this address and port (it often listens on 127.0.0.1 only), and whether a firewall is between.",
  "credentials-refused": "Use the login and password of sql.conf (mods-available/sql) of the FreeRADIUS server.",
  "host-not-admitted":
    "Let this machine in: a line in pg_hba.conf for PostgreSQL, for MySQL a user that may come from here: GRANT SELECT ON radius.* TO 'user'@'this address'.",
  "database-missing":
    "Give the name in radius_db of sql.conf (mods-available/sql); it is radius where nobody changed it.",
  "tls-needed": "Add ?sslmode=require to the address.",
  "tls-failed":
    "Use sslmode=require where the certificate is not signed by a known authority, or leave sslmode out where the database has none.",
  "too-many-connections": "Wait until others have finished, or allow the database one connection more.",
  "permission-missing": "Grant this user SELECT on FreeRADIUS' tables.",
  "tables-missing":
    "Look whether this is FreeRADIUS' database, whether its tables have other names in sql.conf (then give views with the usual ones), and whether the user may read them.",
  "columns-missing": "Give a view with the columns of FreeRADIUS' own schema in place of the table.",
} as const;
