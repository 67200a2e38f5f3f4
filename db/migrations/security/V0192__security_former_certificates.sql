-- Certificates that a device had before its present one, or until it was taken out, as long as they last. Those whose key was retired or
-- whose device is denied are on the revocation list that a broker of somebody else's reads.
create table former_certificate (
    serial      text        primary key,   -- hexadecimal
    device      text        not null,
    fingerprint text        not null,      -- of its key
    ends_at     timestamptz not null
);

create index former_certificate_device on former_certificate (device);
create index former_certificate_ends on former_certificate (ends_at);
create index denied_device_last on denied_device (denied_at);
