-- What filters ask of a device: what an operator says of it, and what its agent reports.
alter table fleet_device
    add column time_zone  text,                          -- IANA, for example Europe/Berlin; operator-owned
    add column tags       text[] not null default '{}',  -- operator-owned, sorted
    add column attributes jsonb  not null default '{}',  -- operator-owned: name → text
    add column reported   jsonb  not null default '{}',  -- device-owned: name → text, number or list
    -- A heartbeat that stays in its hour changes no indexed column, so it stays a heap-only update.
    add column seen_hour  timestamp generated always as (date_trunc('hour', last_seen at time zone 'UTC')) stored;

create index fleet_device_site on fleet_device (site text_pattern_ops, id) where decommissioned_at is null;
create index fleet_device_class on fleet_device (device_class text_pattern_ops, id) where decommissioned_at is null;
create index fleet_device_named on fleet_device (id text_pattern_ops) where decommissioned_at is null;
create index fleet_device_agent on fleet_device (agent_version text_pattern_ops, id) where decommissioned_at is null;
create index fleet_device_zone on fleet_device (time_zone, id) where decommissioned_at is null and time_zone is not null;
create index fleet_device_enrolled on fleet_device (enrolled_at) where decommissioned_at is null;
create index fleet_device_seen on fleet_device (seen_hour) where decommissioned_at is null;
create index fleet_device_online on fleet_device (online, id) where decommissioned_at is null;
create index fleet_device_lab on fleet_device (id) where lab and decommissioned_at is null;
create index fleet_device_gone on fleet_device (id) where decommissioned_at is not null;
create index fleet_device_tags on fleet_device using gin (tags);
create index fleet_device_attributes on fleet_device using gin (attributes jsonb_path_ops);
create index fleet_device_reported on fleet_device using gin (reported jsonb_path_ops);

create index fleet_running_file on fleet_running (model, digest, device_id);
