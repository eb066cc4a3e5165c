-- Who agreed to pay for use without a bundle at a plan's tariff, page by page.
create index accounts_of_tariff on accounts (tariff_plan_id, customer_id) where tariff_plan_id is not null;
