-- Pairs of variants that a device may be moved between, and the delta that does it.
create table delta_pair (
    id              bigint generated always as identity primary key,
    base            text not null,
    target          text not null,
    status          text not null,       -- PENDING, READY, NOT_OFFERED, FAILED
    reason          text not null,
    delta           text,
    length_bytes    bigint not null,
    target_bytes    bigint not null,
    generate_millis bigint not null,
    apply_millis    bigint not null,
    created_at      timestamptz not null,
    ended_at        timestamptz,
    revision        bigint not null,
    unique (base, target)
);
create index delta_pair_target on delta_pair (target);
create index delta_pair_delta on delta_pair (delta);

-- One line for each tensor or other section of a ready delta.
create table delta_section (
    pair        bigint not null references delta_pair (id) on delete cascade,
    position    integer not null,
    name        text not null,
    dtype       text not null,
    codec       text not null,
    raw_bytes   bigint not null,
    delta_bytes bigint not null,
    reason      text not null,
    primary key (pair, position)
);

-- Pairs whose delta is still to be computed; the id is the pair's. See platform.WorkQueue.
create table delta_work (
    id         bigint primary key references delta_pair (id) on delete cascade,
    attempts   integer not null default 0,
    not_before timestamptz not null default now()
);
