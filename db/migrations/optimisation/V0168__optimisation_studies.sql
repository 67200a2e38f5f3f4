-- What a run found out about a version's published file without making a variant: its profile, its agreement with a teacher.
create table optimisation_study (
    model   text not null,
    version text not null,
    kind    text not null,                   -- profile, teacher
    result  text not null,                   -- JSON, as the worker said it
    run     bigint not null,
    made_at timestamptz not null,
    primary key (model, version, kind)
);
