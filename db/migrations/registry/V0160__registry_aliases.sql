-- Where each alias of a model was moved, by whom and why. Rows are only added; the newest of an alias is in force.
create table registry_alias_move (
    id        bigint      generated always as identity primary key,
    model     text        not null,
    alias     text        not null,
    version   text,                         -- null: the alias was removed
    previous  text,                         -- null: there was none
    reason    text        not null check (reason <> ''),
    actor     text        not null,
    at        timestamptz not null,
    check (version is not null or previous is not null)
);

create index registry_alias_move_newest on registry_alias_move (model, alias, id desc);

create function registry_alias_move_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'moves of aliases are never changed or deleted';
end $$;

create trigger registry_alias_move_is_final before update or delete on registry_alias_move
    for each row execute function registry_alias_move_is_final();
