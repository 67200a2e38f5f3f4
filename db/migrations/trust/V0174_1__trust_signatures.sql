-- Documents that some of those who must sign them have signed, as they came with their signatures.
create table trust_waiting (
    place text primary key check (place in ('root', 'targets', 'root-targets')),
    bytes bytea not null,
    since timestamptz not null
);

-- Who signed which root and which targets, and when the signature came.
create table trust_signature (
    role    text not null,
    version bigint not null,
    keyid   text not null,
    holder  text,                           -- as people named each other in the root; null: a key of the server
    signed  timestamptz not null,
    primary key (role, version, keyid)
);
