export { webhookHandler } from "#module";
