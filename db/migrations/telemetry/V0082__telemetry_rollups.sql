-- Sums of windows by minute, hour and day; span in seconds. Sketches are merged.
create table telemetry_rollup (
    span            integer not null,
    bucket          timestamptz not null,
    model           text not null,
    digest          text not null,
    site            text not null,
    device_class    text not null,
    inferences      bigint not null,
    errors          bigint not null,
    rejected        bigint not null,
    failed_in_swap  bigint not null,
    labelled        bigint not null,
    correct         bigint not null,
    drift_sum       double precision not null,
    drift_answers   bigint not null,
    latency         bytea not null,
    class_counts    bigint[] not null,
    confidence      bigint[] not null,
    primary key (model, digest, span, bucket, site, device_class)
);

create index telemetry_rollup_bucket on telemetry_rollup (bucket);

-- Minutes whose roll-ups lack a window. Only ever added to by writers, so that they never wait for each other.
create table telemetry_touched (
    model   text not null,
    digest  text not null,
    minute  timestamptz not null
);

create index telemetry_touched_minute on telemetry_touched (model, minute);

insert into telemetry_touched
select distinct model, digest, date_trunc('minute', from_at) from telemetry_window;
