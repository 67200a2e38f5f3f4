-- One-time tokens with which machines become devices. Only the SHA-256 of a token is kept.
create table fleet_enrolment_token (
    id           text        primary key,
    token_hash   text        not null unique,
    id_pattern   text        not null,
    device_class text        not null,
    site         text        not null,
    lab          boolean     not null,
    max_uses     integer     not null check (max_uses > 0),
    used         integer     not null default 0 check (used <= max_uses),
    created_by   text        not null,
    created_at   timestamptz not null,
    expires_at   timestamptz not null
);

create table fleet_device (
    id               text        primary key,
    site             text        not null,
    device_class     text        not null,
    lab              boolean     not null,
    enrolled_at      timestamptz not null,
    token_id         text        not null references fleet_enrolment_token,
    key_fingerprint  text        not null,
    certificate      text        not null,
    online           boolean     not null default false,
    last_seen        timestamptz,
    boot             uuid,
    agent_version    text        not null default '',
    facts            text        not null default '',
    generation       bigint      not null default 0,
    decommissioned_at timestamptz
);

create index fleet_device_listed on fleet_device (id) where decommissioned_at is null;

-- What each device runs now, by attested digest, and what it ran before.
create table fleet_running (
    device_id   text        not null references fleet_device,
    model       text        not null,
    digest      text,
    previous    text,
    quarantined text[]      not null,
    since       timestamptz not null,
    primary key (device_id, model)
);

create table fleet_running_history (
    id        bigint generated always as identity primary key,
    device_id text        not null references fleet_device,
    model     text        not null,
    digest    text,
    since     timestamptz not null
);

create index fleet_running_history_device on fleet_running_history (device_id, since desc);
create index fleet_running_history_digest on fleet_running_history (digest);

-- When each device was online. The open interval has no end.
create table fleet_presence (
    id         bigint generated always as identity primary key,
    device_id  text        not null references fleet_device,
    online_at  timestamptz not null,
    offline_at timestamptz
);

create unique index fleet_presence_open on fleet_presence (device_id) where offline_at is null;
create index fleet_presence_device on fleet_presence (device_id, online_at desc);
