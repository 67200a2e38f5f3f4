-- What other rooms may read: which files the targets name, or are to name.
create view trust_file as
select model, version, variant, digest,
       (entry::jsonb ->> 'lengthBytes')::bigint as length_bytes,
       entry::jsonb #>> '{acceptance,digest}' as acceptance_digest
from trust_model;

create index trust_model_digest on trust_model (digest);
