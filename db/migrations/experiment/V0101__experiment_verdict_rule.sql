-- A stage may be held to several rules: each has a verdict of its own.
alter table experiment_verdict add column rule text not null default 'accuracy-drop';
alter table experiment_verdict alter column rule drop default;
alter table experiment_verdict drop constraint experiment_verdict_pkey;
alter table experiment_verdict add primary key (rollout_id, since, rule, verdict);
