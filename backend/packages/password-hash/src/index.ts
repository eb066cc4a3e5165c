export { isPasswordAttribute, readStoredPassword } from "#attribute";
export { checkStoredPassword } from "#check";
export { mostRounds } from "#cost";
export type { CryptHash } from "#crypt/crypt-hash";
export { parseStoredPassword, serialiseStoredPassword } from "#header";
export { ntHashOf, readableOf } from "#readable";
export type { DigestAlgorithm, PasswordRefusal, StoredPassword } from "#stored-password";
