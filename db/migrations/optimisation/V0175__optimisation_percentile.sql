-- How many of a tensor's values the codes of a static quantisation reach, in percent; null: all of them.
alter table optimisation_run add column percentile double precision check (percentile > 0 and percentile <= 100);
