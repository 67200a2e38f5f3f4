-- What was made of a version, and how it measured.
create table optimisation_variant (
    id                 bigint generated always as identity primary key,
    model              text not null,
    version            text not null,
    variant            text not null,
    position           integer not null,     -- the order in which variants are made
    status             text not null,        -- RUNNING, OFFERED, NOT_OFFERED, FAILED
    reason             text not null,
    digest             text,
    length_bytes       bigint not null,
    accuracy           double precision,
    accuracy_drop      double precision,
    latency_p50_micros bigint,
    latency_p95_micros bigint,
    created_at         timestamptz not null,
    ended_at           timestamptz,
    revision           bigint not null,
    unique (model, version, variant)
);
create index optimisation_variant_digest on optimisation_variant (digest);

-- Versions whose variants are still to be made. See platform.WorkQueue.
create table optimisation_work (
    id         bigint generated always as identity primary key,
    model      text not null,
    version    text not null,
    attempts   integer not null default 0,
    not_before timestamptz not null default now(),
    unique (model, version)
);
