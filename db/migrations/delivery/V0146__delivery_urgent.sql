-- A goal that brakes goes out before those that only give something.
alter table delivery_mailbox add column urgent boolean not null default false;

drop index delivery_mailbox_due;
create index delivery_mailbox_due on delivery_mailbox (urgent desc, posted_at) where sent_generation < generation;
