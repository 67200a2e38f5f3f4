-- When a version may be given, beside what a rollout says: by the clock on the wall where the device stands. As WindowWords writes it.
alter table fleet_device add column maintenance_window text;  -- operator-owned

create table fleet_site (
    site               text primary key,
    maintenance_window text not null
);

create index fleet_device_window on fleet_device (id) where maintenance_window is not null and decommissioned_at is null;
