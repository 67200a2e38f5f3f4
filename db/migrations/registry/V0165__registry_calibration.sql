-- Typical inputs to measure activations with. The bytes are an artifact; no device fetches them.
create table registry_calibration_set (
    digest       text primary key,
    length_bytes bigint not null,
    cases        integer not null,
    labelled     boolean not null,
    uploaded_by  text not null,
    uploaded_at  timestamptz not null
);

alter table registry_model_version
    add column calibration text references registry_calibration_set (digest);
