-- What the targets in effect say of a file's floor. Its entry says what the next ones are to say: where that is more, they wait to be signed.
alter table trust_model add column signed_floor bigint not null default 0;
