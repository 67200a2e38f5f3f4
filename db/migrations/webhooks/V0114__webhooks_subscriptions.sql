-- Who wants to hear what. The secret is sealed with a key that is not in this database.
create table webhook_subscription (
    id         text        primary key,
    name       text        not null unique,
    url        text        not null,
    kinds      text[]      not null check (cardinality(kinds) > 0),
    secret     bytea       not null,
    created_by text        not null,
    created_at timestamptz not null
);

create sequence webhook_number;
