-- A/B experiments. The plan never changes after the start; what moves is guarded by epoch.
create sequence experiment_number;

create table experiment (
    id          text primary key,
    number      bigint not null unique,
    model       text not null,
    plan        text not null,
    state       text not null,
    standing    text not null,
    why         text not null,
    epoch       bigint not null,
    created_by  text not null,
    created_at  timestamptz not null,
    started_at  timestamptz,
    ended_at    timestamptz,
    shipped     text
);

create unique index experiment_one_running on experiment (model) where state = 'RUNNING';

-- which arm a unit was drawn into, once and for ever
create table experiment_unit (
    experiment_id  text not null references experiment,
    device_id      text not null,
    unit           text not null,
    arm            text not null,
    drawn_at       timestamptz not null,
    primary key (experiment_id, device_id)
);

-- every look, with its numbers: the boundary over time
create table experiment_look (
    experiment_id  text not null references experiment,
    at             timestamptz not null,
    standing       text not null,
    look           text not null,
    primary key (experiment_id, at)
);

create table experiment_timeline (
    id             bigint generated always as identity primary key,
    experiment_id  text not null references experiment,
    at             timestamptz not null,
    kind           text not null,
    actor          text not null,
    text           text not null
);
create index experiment_timeline_of on experiment_timeline (experiment_id, id);
