-- Those who are online were listed with the order itself: they are not listed, and told the same, a second time.
alter table rollout_reissue_of add column listed text[] not null default '{}';
