-- fleet_device_decommissioned begins with the same column, under the same condition.
drop index fleet_device_gone;
