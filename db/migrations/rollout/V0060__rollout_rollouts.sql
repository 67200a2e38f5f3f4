-- A rollout and its stages. One transition is one update, guarded by epoch.
create sequence rollout_number;

create table rollout (
    id                text primary key,
    number            bigint not null unique,
    model             text not null,
    version           text not null,
    previous_version  text,
    state             text not null,
    epoch             bigint not null,
    stage             integer not null,
    plan              text not null,
    salt              text not null,
    standing          text not null,
    created_by        text not null,
    created_at        timestamptz not null,
    started_at        timestamptz,
    ended_at          timestamptz,
    waiting_since     timestamptz
);

-- one rollout holds a model's line
create unique index rollout_one_active on rollout (model)
    where state in ('READY', 'RUNNING', 'PAUSED', 'ROLLING_BACK');

create table rollout_stage (
    rollout_id  text not null references rollout,
    position    integer not null,
    opened_at   timestamptz,
    settled_at  timestamptz,
    passed_at   timestamptz,
    cutoff      bigint not null,
    primary key (rollout_id, position)
);

-- what happened, with the evidence of the moment
create table rollout_timeline (
    id          bigint generated always as identity primary key,
    rollout_id  text not null references rollout,
    at          timestamptz not null,
    kind        text not null,
    state       text not null,
    stage       integer not null,
    actor       text not null,
    text        text not null,
    evidence    text not null
);
create index rollout_timeline_of on rollout_timeline (rollout_id, id);

-- the gate's latest look: changes every tick, so it lies beside the guarded row
create table rollout_watch (
    rollout_id  text primary key references rollout,
    at          timestamptz not null,
    waits_on    text not null,
    why         text not null,
    comparison  text
);

-- the gate's numbers over time
create table rollout_evidence (
    rollout_id  text not null references rollout,
    at          timestamptz not null,
    stage       integer not null,
    verdict     text not null,
    comparison  text not null,
    primary key (rollout_id, at)
);
