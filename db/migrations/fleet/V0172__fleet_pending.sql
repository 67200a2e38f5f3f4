-- A token whose machines wait until an operator accepts them.
alter table fleet_enrolment_token add column pending boolean not null default false;

-- Machines that wait, and those that were refused until their time is over. A machine is its key: of those that want one id, one waits.
create table fleet_pending_device (
    device_id       text        not null,
    key_fingerprint text        not null,
    token_id        text        not null references fleet_enrolment_token,
    csr             text        not null,
    address         text        not null,
    asked_at        timestamptz not null,
    expires_at      timestamptz not null,
    refused_because text,
    primary key (device_id, key_fingerprint)
);

create unique index fleet_pending_device_waiting on fleet_pending_device (device_id) where refused_because is null;
create index fleet_pending_device_expires on fleet_pending_device (expires_at);
