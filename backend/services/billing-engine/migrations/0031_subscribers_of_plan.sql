-- Who subscribes to a plan, page by page.
drop index postpaid_subscriptions_of_plan;
create index postpaid_subscriptions_of_plan on postpaid_subscriptions (plan_id, customer_id, subscription_id) where ends_on is null;
