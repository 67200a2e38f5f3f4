-- Models and their versions. A version never changes; its bytes are an artifact named by digest.
create table registry_model (
    name         text primary key,
    releases     bigint not null,          -- the last release counter that was given to a version
    revision     bigint not null,
    created_at   timestamptz not null
);

create table registry_acceptance_set (
    digest       text primary key,
    length_bytes bigint not null,
    cases        integer not null,
    labelled     boolean not null,
    uploaded_by  text not null,
    uploaded_at  timestamptz not null
);

create table registry_model_version (
    id              bigint generated always as identity primary key,
    model           text not null references registry_model (name),
    version         text not null,
    digest          text not null,
    length_bytes    bigint not null,
    opset           integer not null,
    inputs          text not null,         -- JSON: [{name, dtype, shape}]
    outputs         text not null,
    weight_bytes    text not null,         -- JSON: bytes by dtype
    acceptance      text references registry_acceptance_set (digest),
    release_counter bigint not null,
    notes           text not null,
    published_by    text not null,
    published_at    timestamptz not null,
    unique (model, version),
    unique (model, release_counter)
);
