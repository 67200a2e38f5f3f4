-- Each attempt to make one variant of one version, and how far it is.
create table optimisation_run (
    id           bigint generated always as identity primary key,
    model        text not null,
    version      text not null,
    variant      text not null,
    state        text not null,               -- QUEUED, RUNNING, DONE, FAILED, CANCELLED
    failure      text,                        -- of a failed run: why, for machines
    reason       text not null default '',    -- and for people
    step         text not null default '',
    step_done    integer not null default 0,
    step_total   integer not null default 0,
    requested_by text not null,
    cancelled_by text,                        -- asked for; the run ends a moment later
    queued_at    timestamptz not null,
    started_at   timestamptz,
    ended_at     timestamptz
);
create index optimisation_run_version on optimisation_run (model, version, id);
create unique index optimisation_run_open on optimisation_run (model, version, variant) where state in ('QUEUED', 'RUNNING');

insert into optimisation_run (model, version, variant, state, requested_by, queued_at)
select model, version, variant, 'QUEUED', 'system', created_at
  from optimisation_variant where status = 'RUNNING' order by id;

-- A row is a run whose turn may come; those of a version wait until the published file is proven. See platform.WorkQueue.
drop table optimisation_work;
create table optimisation_work (
    id         bigint primary key references optimisation_run,
    attempts   integer not null default 0,
    not_before timestamptz not null default now()
);
insert into optimisation_work (id)
select r.id from optimisation_run r
 where r.variant = 'fp32'
    or exists (select 1 from optimisation_variant v
                where v.model = r.model and v.version = r.version and v.variant = 'fp32' and v.status <> 'RUNNING');

alter table optimisation_variant
    add column tool             text not null default '',
    add column worst_class_drop double precision,
    add column agreement        double precision,
    add column output_cosine    double precision,
    add column peak_bytes       bigint;
