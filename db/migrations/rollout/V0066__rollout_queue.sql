-- The place of a device in the draw of a rollout: the first 63 bits of SHA-256("<salt>/<device>"). Cohorts.position is the same in Java.
create function rollout_position(salt text, device text) returns bigint
    language sql immutable strict parallel safe
    as $$ select (('x' || encode(substr(sha256(convert_to(salt || '/' || device, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint >> 1)
                 & 9223372036854775807 $$;

-- Who is targeted and has not been given the version, in the order of the draw. Written whole, in that order, when the rollout is created.
-- No foreign key: a million checks would cost as much as the rows.
create table rollout_queue (
    rollout_id  text not null,
    position    bigint not null,
    device_id   text not null,
    admitted    boolean not null default false,
    primary key (rollout_id, position, device_id)
);
-- devices that an opened stage names itself: the lab, a filter
create index rollout_queue_admitted on rollout_queue (rollout_id, position) where admitted;
