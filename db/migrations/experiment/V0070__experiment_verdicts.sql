-- The first time a judge reached a verdict about a stage of a rollout.
create table experiment_verdict (
    rollout_id  text not null,
    since       timestamptz not null,
    verdict     text not null,
    summary     text not null,
    comparison  text not null,
    reached_at  timestamptz not null,
    primary key (rollout_id, since, verdict)
);
