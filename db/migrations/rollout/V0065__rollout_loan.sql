-- A model's line lent to something that is no rollout and says for each device which version it runs.
create table rollout_loan (
    model     text primary key,
    borrower  text not null,
    lent_at   timestamptz not null
);
