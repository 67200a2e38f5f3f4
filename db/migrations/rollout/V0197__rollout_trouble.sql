-- The few that somebody looks for among very many: a list of them reads nothing else.
create index rollout_deployment_trouble on rollout_deployment (rollout_id, device_id)
    where standing in ('RETRYING', 'EXPIRED', 'FAILED', 'ROLLED_BACK');
