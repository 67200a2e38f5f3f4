-- Devices of which something else is said than before: the engine looks whether they belong to the rollouts that run.
create table rollout_revisit (
    device_id text primary key
);
