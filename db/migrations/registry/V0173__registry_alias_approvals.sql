-- Moves of aliases that wait for a second person, and what became of them. A move that was made stands in registry_alias_move.
create table registry_alias_request (
    id              bigint      generated always as identity primary key,
    model           text        not null,
    alias           text        not null,
    version         text,                         -- null: the alias shall be removed
    previous        text,                         -- where it pointed when it was asked for; null: at nothing
    reason          text        not null check (reason <> ''),
    requested_by    text        not null,
    requested_at    timestamptz not null,
    expires_at      timestamptz not null,
    state           text        not null default 'WAITING' check (state in ('WAITING', 'APPROVED', 'DENIED', 'EXPIRED')),
    decided_by      text,
    decided_at      timestamptz,
    decision_reason text,
    check (state <> 'APPROVED' or decided_by <> requested_by),
    check ((state = 'WAITING') = (decided_at is null))
);

create unique index registry_alias_request_waiting on registry_alias_request (model, alias) where state = 'WAITING';
create index registry_alias_request_newest on registry_alias_request (model, id desc);

alter table registry_alias_move
    add column approved_by text,
    add column way_back    boolean not null default false; -- to the version before, without a second person
