-- Requests that named themselves: asked again, they are answered with what they made. Kept for a week.
create table rollout_request (
    actor       text not null,
    key         text not null,
    body        text not null,          -- SHA-256
    rollout_id  text,
    at          timestamptz not null,
    primary key (actor, key)
);
create index rollout_request_at on rollout_request (at);
