-- The TUF repository: what it should name, and every document as it was signed. Takes the place of the signed list of versions.
create table trust_repository (
    id smallint primary key check (id = 1)  -- whoever signs holds this row
);
insert into trust_repository (id) values (1);

create table trust_metadata (
    role    text not null,                  -- root, targets, snapshot, timestamp, deltas.<model>
    version bigint not null,
    bytes   bytea not null,                 -- as it is served
    signed  timestamptz not null,
    expires timestamptz not null,
    primary key (role, version)
);

create table trust_model (
    position  bigint generated always as identity primary key,
    model     text not null,
    version   text not null,
    variant   text not null,
    digest    text not null,
    entry     text not null,                -- JSON of what the targets say of the file
    signed_in bigint,                       -- version of the first targets with it; null: waits for a signature
    unique (model, version, variant)
);

insert into trust_model (model, version, variant, digest, entry)
select model, version, variant, digest,
       jsonb_strip_nulls(jsonb_build_object(
           'model', model, 'version', version, 'variant', variant, 'digest', digest, 'lengthBytes', length_bytes,
           'releaseCounter', release_counter, 'minCounter', min_counter, 'opset', opset,
           'acceptance', case when acceptance_digest is not null then jsonb_build_object(
               'digest', acceptance_digest, 'lengthBytes', acceptance_bytes, 'minAccuracy', min_accuracy) end))::text
from registry_signed_model
order by position;

create table trust_delta (
    position     bigint generated always as identity primary key,
    model        text not null,
    base         text not null,
    result       text not null,
    result_bytes bigint not null,
    delta        text not null,
    length_bytes bigint not null,
    unique (model, base, result, delta)
);

insert into trust_delta (model, base, result, result_bytes, delta, length_bytes)
select distinct models.model, pairs.base, pairs.target, pairs.target_bytes, pairs.delta, pairs.length_bytes
from delta_pair pairs
join registry_signed_model models on models.digest = pairs.target
where pairs.status = 'READY';

drop table registry_signed_model;
drop table registry_version_list;
