-- One message to one subscriber, written with the change that it tells of. Of one subject the earlier goes first.
create table webhook_delivery (
    seq             bigint      generated always as identity primary key,
    id              text        not null unique default 'msg_' || replace(gen_random_uuid()::text, '-', ''),
    subscription_id text        not null references webhook_subscription on delete cascade,
    kind            text        not null,
    subject         text        not null,
    body            text        not null,
    state           text        not null default 'PENDING' check (state in ('PENDING', 'DELIVERED', 'DEAD')),
    attempts        integer     not null default 0,
    created_at      timestamptz not null,
    not_before      timestamptz not null,
    leased_until    timestamptz,
    give_up_at      timestamptz not null,
    last_status     integer,
    last_error      text        not null default '',
    ended_at        timestamptz
);

create index webhook_delivery_due on webhook_delivery (not_before, seq) where state = 'PENDING';
create index webhook_delivery_order on webhook_delivery (subscription_id, subject, seq) where state = 'PENDING';
create index webhook_delivery_ended on webhook_delivery (ended_at) where state <> 'PENDING';
