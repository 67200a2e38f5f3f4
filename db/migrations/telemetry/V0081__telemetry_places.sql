-- What a window says beside its counts, and where its device stood: copied in, so that charts by site need no other room.
-- Windows of before know no place.
alter table telemetry_window
    add column site               text not null default '',
    add column device_class       text not null default '',
    add column drift              double precision,
    add column resident_bytes     bigint,
    add column cpu_share          double precision,
    add column disk_free_bytes    bigint,
    add column windows_lost       bigint,
    add column joules_per_inference double precision,
    add column shadow_compared    bigint,
    add column shadow_agreed      bigint,
    add column shadow_passed_over bigint,
    add column shadow_latency     bytea;
