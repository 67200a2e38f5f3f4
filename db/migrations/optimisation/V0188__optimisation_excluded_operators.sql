-- Operators that an order wants to stay in float, beside nodes: the run's own process finds their nodes.
alter table optimisation_run add column excluded_operators text[] not null default '{}';
