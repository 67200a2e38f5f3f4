-- A loan has ended and its devices go back to the line, some at a time: so far, in the order of their ids. Null while it lasts.
alter table rollout_loan add column returned_until text;
