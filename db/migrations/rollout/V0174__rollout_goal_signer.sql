-- Whose signature is on a device's goal: after a rotation of the goal key, goals by another key are signed anew.
alter table rollout_goal add column signed_by text not null default '';  -- key id; '' was signed before this column came
create index rollout_goal_signer on rollout_goal (signed_by);
