-- Names of nodes that whoever ordered the run wants to stay in float.
alter table optimisation_run add column excluded text[] not null default '{}';
