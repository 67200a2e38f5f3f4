-- One mailbox a device: the newest goal, and what it lets the device fetch. It is also the outbox: a row is due while the sent
-- generation is behind.
create table delivery_mailbox (
    device_id       text        primary key,
    generation      bigint      not null,
    envelope        bytea       not null,
    enclosures      text[]      not null,
    posted_at       timestamptz not null,
    sent_generation bigint      not null default 0
);

create index delivery_mailbox_due on delivery_mailbox (posted_at) where sent_generation < generation;

-- Uplink messages that nobody could read. Kept for a person; the broker was told that they arrived.
create table delivery_dead_letter (
    id          bigint generated always as identity primary key,
    topic       text        not null,
    payload     bytea       not null,
    reason      text        not null,
    received_at timestamptz not null
);
