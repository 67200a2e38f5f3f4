-- A unit's place among those whose evidence is asked for, by a draw of its own: of a large fleet the first are asked.
alter table experiment_unit add column place bigint;
update experiment_unit set place = (('x' || encode(substring(sha256(convert_to(experiment_id || '/asked/' || unit, 'UTF8')) from 1 for 8), 'hex'))
    ::bit(64)::bigint >> 11) & ((1::bigint << 53) - 1);
alter table experiment_unit alter column place set not null;
create index experiment_unit_asked on experiment_unit (experiment_id, place, arm) where arm <> '';
