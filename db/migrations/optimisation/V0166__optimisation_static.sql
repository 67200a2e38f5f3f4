-- What a run measures activations with, and what came of it: the recipe with its measured half, and what stayed in float and why.
alter table optimisation_run
    add column calibration text,    -- digest of the set that was named with the order
    add column result      text;    -- JSON as it was written: the recipe's digest is over these bytes
