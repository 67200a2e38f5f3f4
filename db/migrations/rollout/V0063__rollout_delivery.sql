-- How bytes may come, beside what the model must live through; null is "at once, whatever it takes".
alter table rollout_line add column delivery text;
alter table rollout_goal_model add column delivery text;
