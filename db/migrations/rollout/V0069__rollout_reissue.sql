-- Devices whose goal must be written anew as it is: their rollout was paused or resumed.
create table rollout_reissue (
    device_id  text primary key
);
