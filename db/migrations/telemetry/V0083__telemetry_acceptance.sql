-- What a device's newest acceptance run of a file showed: the numbers of its PROBED event.
create table telemetry_acceptance (
    device_id     text not null,
    model         text not null,
    digest        text not null,
    at            timestamptz not null,   -- by the device's clock
    cases         integer not null,
    labelled      integer not null,
    correct       integer not null,
    class_counts  bigint[] not null,
    primary key (model, digest, device_id)
);
