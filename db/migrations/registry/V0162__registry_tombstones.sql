-- A deleted version keeps its row: its name and its release counter are never given again, and history can name it.
alter table registry_model_version
    add column deleted_at     timestamptz,
    add column deleted_by     text,
    add column deleted_reason text,
    add constraint registry_model_version_tombstone
        check ((deleted_at is null) = (deleted_by is null) and (deleted_at is null) = (deleted_reason is null));

create index registry_model_version_digest on registry_model_version (digest) where deleted_at is null;
