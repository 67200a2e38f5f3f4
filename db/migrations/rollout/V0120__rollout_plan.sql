-- What a plan may say beyond its stages: how fast, for how many bytes, by whose word.
alter table rollout_watch add column gates text;

alter table rollout_stage
    add column word_yes    boolean,     -- what a person said of the stage
    add column word_by     text,
    add column word_reason text;

-- The token bucket of a rollout and the bytes of its hour.
create table rollout_pace (
    rollout_id  text primary key references rollout,
    nano_tokens bigint not null,
    filled_at   timestamptz not null,
    hour        bigint not null,
    bytes       bigint not null
);

create table rollout_pace_site (
    rollout_id  text not null references rollout,
    site        text not null,
    hour        bigint not null,
    bytes       bigint not null,
    primary key (rollout_id, site)
);

-- an operator wants the device to try again what it put into quarantine
alter table rollout_goal_model add column retry boolean not null default false;

-- a rollout that waits for a second person holds the model's line like any other
drop index rollout_one_active;
create unique index rollout_one_active on rollout (model)
    where state in ('AWAITING_APPROVAL', 'READY', 'RUNNING', 'PAUSED', 'ROLLING_BACK');

-- devices under way, for the deadlines of their slots
create index rollout_deployment_underway on rollout_deployment (rollout_id, state, updated_at)
    where state not in ('CONFIRMED', 'FAILED', 'ROLLED_BACK');
