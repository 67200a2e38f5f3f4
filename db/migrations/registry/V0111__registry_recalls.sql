-- Versions that must not run any more, and those that may again. At most one recall of a version is in force.
create table registry_recall (
    id            bigint      generated always as identity primary key,
    model         text        not null,
    version       text        not null,
    reason        text        not null check (reason <> ''),
    actor         text        not null,
    at            timestamptz not null,
    lifted_at     timestamptz,
    lifted_by     text,
    lifted_reason text,
    check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lifted_reason is null))
);

create unique index registry_recall_in_force on registry_recall (model, version) where lifted_at is null;
