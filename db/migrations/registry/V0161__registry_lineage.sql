-- Where a version came from, as its publisher said it. Written with the version and never changed.
create table registry_lineage (
    model           text not null,
    version         text not null,
    run             text,
    data_digest     text,
    code_commit     text,
    parent_model    text,
    parent_version  text,
    teacher_model   text,
    teacher_version text,
    primary key (model, version),
    check ((parent_model is null) = (parent_version is null)),
    check ((teacher_model is null) = (teacher_version is null)),
    check ((parent_model, parent_version) is distinct from (model, version)),
    check ((teacher_model, teacher_version) is distinct from (model, version))
);

create index registry_lineage_parent on registry_lineage (parent_model, parent_version);
create index registry_lineage_teacher on registry_lineage (teacher_model, teacher_version);
