export { type FollowedEvent, isEvent, read } from "#event";
export { type Follower, follow, type Lag, type Source } from "#follow";
export { message, type OutboxMessage, publish } from "#publish";
export { deleteOldEvents } from "#retention";
export { type Feed, serveFeed } from "#serve-feed";
export { type Telling, tellFollowers } from "#tell-followers";
export { watch } from "#watch";

/** The SQL that a service which publishes or follows applies before its own. */
export const outboxMigrations: URL = new URL("../migrations/", import.meta.url);
