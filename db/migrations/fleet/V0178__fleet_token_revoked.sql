-- A token that an operator took back: it opens nothing from then on, to nobody.
alter table fleet_enrolment_token add column revoked_at timestamptz;
