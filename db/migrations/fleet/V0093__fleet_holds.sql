-- Where an operator holds a device back: one model stays as it is, or no rollout may move the device.
create table fleet_pin (
    device_id text        not null references fleet_device,
    model     text        not null,
    reason    text        not null,
    actor     text        not null,
    at        timestamptz not null,
    primary key (device_id, model)
);

create table fleet_opt_out (
    device_id text        primary key references fleet_device,
    reason    text        not null,
    actor     text        not null,
    at        timestamptz not null
);
