-- When a device got a new certificate for a new key, last; null while it shows the one of its enrolment.
alter table fleet_device add column renewed_at timestamptz;
