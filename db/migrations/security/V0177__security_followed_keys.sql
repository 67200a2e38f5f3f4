-- Keys of devices that a newer one follows. Such a key opens until the newer one was shown once, then it is retired.
create table followed_key (
    id          bigint generated always as identity primary key,
    device      text        not null,
    fingerprint text        not null unique,
    followed_by text        not null,
    ends_at     timestamptz not null,
    retired_at  timestamptz
);

create index followed_key_by on followed_key (followed_by);
create index followed_key_ends on followed_key (ends_at);
