export { notificationService } from "#module";
