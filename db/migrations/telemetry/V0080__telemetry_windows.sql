-- Metric windows as devices send them, once each, by the day they started.
create table telemetry_window (
    device_id       text not null,
    boot            uuid not null,
    seq             bigint not null,
    model           text not null,
    digest          text not null,
    from_at         timestamptz not null,
    to_at           timestamptz not null,
    received_at     timestamptz not null,
    inferences      bigint not null,
    errors          bigint not null,
    rejected        bigint not null,
    failed_in_swap  bigint not null,
    labelled        bigint not null,
    correct         bigint not null,
    latency         bytea not null,
    class_counts    bigint[] not null,
    confidence      bigint[] not null,
    primary key (device_id, boot, seq, from_at)
) partition by range (from_at);

create index telemetry_window_model on telemetry_window (model, digest, from_at);
