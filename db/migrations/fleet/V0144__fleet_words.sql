-- What a search for a piece of text looks through: one row an enrolled device, apart from the device itself, whose row changes with
-- every connection and would drag the index along. pg_trgm comes with PostgreSQL, and the owner of a database may create it.
create extension if not exists pg_trgm;

create table fleet_device_words (
    device_id text primary key references fleet_device (id) on delete cascade,
    words     text not null     -- id, site and class, a line each
);

insert into fleet_device_words (device_id, words)
select id, id || E'\n' || site || E'\n' || device_class from fleet_device where decommissioned_at is null;

create index fleet_device_words_pieces on fleet_device_words using gin (words gin_trgm_ops);

create function fleet_device_words_add() returns trigger language plpgsql as $$
begin
    insert into fleet_device_words (device_id, words)
    select id, id || E'\n' || site || E'\n' || device_class from now_there where decommissioned_at is null
    on conflict (device_id) do update set words = excluded.words;
    return null;
end $$;

create function fleet_device_words_change() returns trigger language plpgsql as $$
begin
    if new.decommissioned_at is not null then
        delete from fleet_device_words where device_id = new.id;
    elsif old.decommissioned_at is not null or (old.site, old.device_class) is distinct from (new.site, new.device_class) then
        insert into fleet_device_words (device_id, words)
        values (new.id, new.id || E'\n' || new.site || E'\n' || new.device_class)
        on conflict (device_id) do update set words = excluded.words;
    end if;
    return null;
end $$;

create trigger fleet_device_words_in after insert on fleet_device
    referencing new table as now_there for each statement execute function fleet_device_words_add();
create trigger fleet_device_words_move after update of site, device_class, decommissioned_at on fleet_device
    for each row execute function fleet_device_words_change();
