export { apiGateway } from "#module";
