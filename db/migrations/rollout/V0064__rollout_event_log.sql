-- What a device says beside a step: its last log lines with a failure, what the swap cost with a trial.
alter table rollout_device_event add column log text;
alter table rollout_device_event add column swap text;
create index rollout_device_event_newest on rollout_device_event (device_id, received_at desc);
