-- The signed list of what may run: its entries, and the current list as it was signed.
create table registry_signed_model (
    position          bigint generated always as identity primary key,
    model             text not null,
    version           text not null,
    variant           text not null,
    digest            text not null,
    length_bytes      bigint not null,
    release_counter   bigint not null,
    min_counter       bigint not null,
    opset             integer not null,
    acceptance_digest text,
    acceptance_bytes  bigint,
    min_accuracy      double precision,
    unique (model, version, variant)
);

create table registry_version_list (
    id       smallint primary key check (id = 1),
    number   bigint not null,              -- 0: nothing signed yet
    envelope bytea,                        -- DSSE, JSON
    expires  timestamptz
);
insert into registry_version_list (id, number) values (1, 0);
