-- Why a device that was given a version does not begin: it still waits for signed metadata, as it told in its words. Null: it does not.
alter table rollout_deployment add column metadata_wait text;
create index rollout_deployment_metadata_wait on rollout_deployment (rollout_id, position) where metadata_wait is not null;
