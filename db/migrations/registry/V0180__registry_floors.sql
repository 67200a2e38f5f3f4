-- How far back devices may go: each time a model's floor rose. It never falls.
alter table registry_model_version
    add column floor text;                  -- the floor that its publisher asked for, a version of the same model; null: none

create table registry_floor (
    model       text        not null,
    counter     bigint      not null,       -- release counter: nothing below it is activated again
    version     text        not null,       -- whose counter that is
    reason      text        not null check (reason <> ''),
    actor       text        not null,
    at          timestamptz not null,
    brought_by  text,                       -- the version that was published with it; null: raised by itself
    primary key (model, counter)
);
