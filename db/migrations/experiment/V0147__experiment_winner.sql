-- The arm that is proven to be better: a proof once reached stays one until a look contradicts it.
alter table experiment add column winner text;
