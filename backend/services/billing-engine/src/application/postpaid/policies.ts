import type { PostpaidPolicy } from "#domain/postpaid/policy";

/** What applies to the customers of a segment today. */
export type PostpaidPolicies = { of(segment: string): PostpaidPolicy };
