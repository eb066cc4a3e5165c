export { arrayLiteral } from "#array-literal";
export { connect, type Sql, type Tx } from "#connect";
export { isConnectionLoss, isForeignKeyViolation, isUniqueViolation } from "#errors";
export { type Listener, listenTo } from "#listen";
export { migrate, type ServiceDatabase, serviceUrl } from "#migrate";
