-- When a device got a new certificate for a new key, last; null while it shows the one of its enrolment.
alter table fleet_device add column renewed_at timestamptz;

-- A token with which one device, and nobody else, gets a certificate again: its last one ended while it was away.
alter table fleet_enrolment_token add column rejoins text;
