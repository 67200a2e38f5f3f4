-- Taken for offline because nothing was heard of it, not because it or its last will said so: whatever comes of it brings it back.
alter table fleet_device add column silent boolean not null default false;
create index fleet_device_silent on fleet_device (id) where silent;
