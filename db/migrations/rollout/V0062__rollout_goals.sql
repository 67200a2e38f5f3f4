-- The version a model's devices run when no rollout says otherwise.
create table rollout_line (
    model       text primary key,
    version     text not null,
    probation   text not null,
    rollout_id  text not null,
    moved_at    timestamptz not null
);

-- One goal a device; the generation only rises.
create table rollout_goal (
    device_id   text primary key,
    generation  bigint not null,
    issued_at   timestamptz not null,
    not_after   timestamptz not null
);
create index rollout_goal_expiry on rollout_goal (not_after);

-- The models of a goal.
create table rollout_goal_model (
    device_id     text not null,
    model         text not null,
    version       text not null,
    variant       text not null,
    digest        text not null,
    length_bytes  bigint not null,
    keep          text,
    probation     text not null,
    rollout_id    text,
    primary key (device_id, model)
);

-- Devices that must be looked at: they are new, or came back, or changed what they run.
create table rollout_due (
    device_id  text primary key
);
