-- When the step that a run is in began: from it and what is done follows how long the step still takes.
alter table optimisation_run add column step_at timestamptz;
