-- What the engine counts stands in the deployment itself, so that counting needs no look at the fleet.
alter table rollout_deployment
    add column position bigint not null default 0,        -- in the draw
    add column online   boolean not null default false,   -- as the fleet knows it
    add column runs     text not null default 'OTHER',    -- NEW: the rollout's file, OLD: the pinned one, OTHER
    add column gone     boolean not null default false,   -- decommissioned: counts no more
    add column retrying boolean not null default false,   -- a failure that passes by itself
    add column expired  boolean not null default false;   -- longer in its state than the plan allows: holds up nobody any more

update rollout_deployment d set
    position = rollout_position(r.salt, d.device_id),
    online = coalesce(f.online, false),
    gone = f.id is null or f.decommissioned_at is not null,
    runs = case when w.digest = d.digest then 'NEW' when w.digest = d.previous_digest then 'OLD' else 'OTHER' end
  from rollout r, rollout_deployment e
  left join fleet_device f on f.id = e.device_id
  left join fleet_running w on w.device_id = e.device_id and w.model = e.model
 where r.id = d.rollout_id and e.rollout_id = d.rollout_id and e.device_id = d.device_id;

alter table rollout_deployment add column standing text generated always as (
    case when back_generation is not null
              then case when runs = 'OLD' or previous_digest is null then 'BACK' else 'GOING_BACK' end
         when expired and state not in ('CONFIRMED', 'ROLLED_BACK') then 'EXPIRED'
         when state = 'ASSIGNED' and last_boot is null then 'WAITING'
         when state = 'FAILED' and retrying then 'RETRYING'
         else state end) stored;

create index rollout_deployment_order on rollout_deployment (rollout_id, position);
create index rollout_deployment_to_send on rollout_deployment (rollout_id, position)
    where back_generation is null and previous_digest is not null and not gone;
create index rollout_deployment_moved on rollout_deployment (model, updated_at);

-- Counters of a rollout: notes of what changed, which the engine sums up from time to time. The sum of all rows is always the count of the
-- rows they speak of, in every transaction, whoever wrote them and how.
create table rollout_tally (
    rollout_id  text not null,
    stage       integer not null,     -- -1: in the queue
    standing    text not null,
    online      boolean not null,
    runs        text not null,
    devices     bigint not null,
    delta_bytes bigint not null,
    full_bytes  bigint not null,
    back_bytes  bigint not null,
    full_downloads bigint not null,   -- bytes, had all who moved taken the whole file
    fallbacks   bigint not null
);
create index rollout_tally_of on rollout_tally (rollout_id);

-- how many devices a stage was drawn for when it opened, and when the last of them had been given the version
alter table rollout_stage
    add column size      bigint not null default 0,
    add column placed_at timestamptz;

create function rollout_tally_add() returns trigger language plpgsql as $$
begin
    insert into rollout_tally
    select rollout_id, stage, standing, online, runs, count(*), sum(delta_bytes), sum(full_bytes), sum(back_bytes),
           sum(case when delta_bytes + full_bytes > 0 then length_bytes else 0 end), count(*) filter (where fallback)
      from now_there where not gone group by 1, 2, 3, 4, 5;
    return null;
end $$;

create function rollout_tally_take() returns trigger language plpgsql as $$
begin
    insert into rollout_tally
    select rollout_id, stage, standing, online, runs, -count(*), -sum(delta_bytes), -sum(full_bytes), -sum(back_bytes),
           -sum(case when delta_bytes + full_bytes > 0 then length_bytes else 0 end), -count(*) filter (where fallback)
      from was_there where not gone group by 1, 2, 3, 4, 5;
    return null;
end $$;

create function rollout_tally_move() returns trigger language plpgsql as $$
begin
    insert into rollout_tally
    select rollout_id, stage, standing, online, runs, sum(n), sum(n * delta_bytes), sum(n * full_bytes), sum(n * back_bytes),
           sum(case when delta_bytes + full_bytes > 0 then n * length_bytes else 0 end), sum(case when fallback then n else 0 end)
      from (select 1 as n, * from now_there where not gone union all select -1, * from was_there where not gone) changed
     group by 1, 2, 3, 4, 5
    having sum(n) <> 0 or sum(n * delta_bytes) <> 0 or sum(n * full_bytes) <> 0 or sum(n * back_bytes) <> 0
        or sum(case when fallback then n else 0 end) <> 0;
    return null;
end $$;

create trigger rollout_deployment_in after insert on rollout_deployment
    referencing new table as now_there for each statement execute function rollout_tally_add();
create trigger rollout_deployment_out after delete on rollout_deployment
    referencing old table as was_there for each statement execute function rollout_tally_take();
create trigger rollout_deployment_move after update on rollout_deployment
    referencing old table as was_there new table as now_there for each statement execute function rollout_tally_move();

create function rollout_queue_count() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into rollout_tally
        select rollout_id, -1, 'QUEUED', false, '', count(*), 0, 0, 0, 0, 0 from changed group by 1;
    else
        insert into rollout_tally
        select rollout_id, -1, 'QUEUED', false, '', -count(*), 0, 0, 0, 0, 0 from changed group by 1;
    end if;
    return null;
end $$;

create trigger rollout_queue_in after insert on rollout_queue
    referencing new table as changed for each statement execute function rollout_queue_count();
create trigger rollout_queue_out after delete on rollout_queue
    referencing old table as changed for each statement execute function rollout_queue_count();

insert into rollout_tally
select rollout_id, stage, standing, online, runs, count(*), sum(delta_bytes), sum(full_bytes), sum(back_bytes),
       sum(case when delta_bytes + full_bytes > 0 then length_bytes else 0 end), count(*) filter (where fallback)
  from rollout_deployment where not gone group by 1, 2, 3, 4, 5;
