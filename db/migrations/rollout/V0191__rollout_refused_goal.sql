-- The goal that a device refused, in its words: nobody whom its metadata name has signed it, or it came too late. It counts as long as the
-- device has no newer goal.
create table rollout_refused_goal (
    device_id  text primary key,
    generation bigint      not null,
    failure    text        not null,
    detail     text        not null,
    at         timestamptz not null   -- by our clock
);
