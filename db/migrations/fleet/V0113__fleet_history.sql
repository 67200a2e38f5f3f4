-- Questions about the past, answered from the index alone: who ever ran a file, and what everybody ran at an instant.
create index fleet_running_history_file on fleet_running_history (digest, device_id, since) where digest is not null;
drop index fleet_running_history_digest;
create index fleet_running_history_model on fleet_running_history (model, device_id, since desc, id desc) include (digest);
create index fleet_device_decommissioned on fleet_device (id, decommissioned_at) where decommissioned_at is not null;

-- A row says since when; the next of the same device and model says until when, as does the end of the device.
create view fleet_running_interval as
    select h.device_id, h.model, h.digest, h.since,
           least(lead(h.since) over (partition by h.device_id, h.model order by h.since, h.id),
                 (select d.decommissioned_at from fleet_device d where d.id = h.device_id)) as until
      from fleet_running_history h;
