-- One device in one rollout. Written set-wise by the engine, one by one by the device's own events.
create table rollout_deployment (
    rollout_id          text not null references rollout,
    device_id           text not null,
    model               text not null,
    stage               integer not null,
    digest              text not null,
    length_bytes        bigint not null,
    previous_version    text,
    previous_variant    text,
    previous_digest     text,
    previous_length     bigint,
    generation          bigint not null,
    back_generation     bigint,
    state               text not null,
    attempt             integer not null,
    failure             text,
    detail              text not null,
    delta_bytes         bigint not null default 0,
    full_bytes          bigint not null default 0,
    back_bytes          bigint not null default 0,
    fallback            boolean not null default false,
    last_boot           uuid,
    last_seq            bigint,
    last_at             timestamptz,
    assigned_at         timestamptz not null,
    updated_at          timestamptz not null,
    primary key (rollout_id, device_id)
);
create index rollout_deployment_device on rollout_deployment (device_id, model, generation desc);

-- every event a device ever sent, once
create table rollout_device_event (
    device_id    text not null,
    boot         uuid not null,
    seq          bigint not null,
    at           timestamptz not null,
    received_at  timestamptz not null,
    generation   bigint not null,
    model        text not null,
    digest       text not null,
    state        text not null,
    failure      text,
    detail       text not null,
    rollout_id   text,
    applied      boolean not null,
    primary key (device_id, boot, seq)
);

-- up to where a boot's events are here without a gap
create table rollout_event_ack (
    device_id  text not null,
    boot       uuid not null,
    up_to      bigint not null,
    primary key (device_id, boot)
);
