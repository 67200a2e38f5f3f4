-- Which control plane drives a rollout. Who takes a lease over raises the fence; what was decided under an older fence is not written.
create table rollout_lease (
    rollout_id  text primary key,
    holder      text not null,
    fence       bigint not null,
    until       timestamptz not null
);

-- While a row is here, nothing moves forward in the whole fleet. Going back stays possible.
create table rollout_freeze (
    the_only    boolean primary key default true check (the_only),
    reason      text not null,
    actor       text not null,
    since       timestamptz not null
);
