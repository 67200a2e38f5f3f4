-- A rollout was paused or resumed: the goals of its devices are written anew, a batch at a time, in the order of the devices' ids. A request
-- that wrote them all down would take as long as the rollout is large.
create table rollout_reissue_of (
    rollout_id   text primary key references rollout (id),
    asked_at     timestamptz not null,
    after_device text not null default ''   -- these have been listed in rollout_reissue
);

-- Who is online hears of it first: of the way back, of a pause.
drop index rollout_deployment_to_send;
create index rollout_deployment_to_send on rollout_deployment (rollout_id, online desc, position)
    where back_generation is null and not gone;
