-- Operators who are one no more. Their names are never given again: the trail and approvals rest on them.
alter table operator add column removed_at timestamptz;

-- Who stands behind the tokens of a name: whoever made one. It stays when the token is revoked, else an approval could be had by
-- revoking the first.
create table api_token_person (
    name   text not null,
    person text not null,
    primary key (name, person)
);

-- The token of the command line on the machine itself was made by the first start, for the administrator.
insert into api_token_person
with recursive behind(name, person) as (
    select name, case when created_by = 'system' then 'admin' else created_by end from api_token
    union
    select b.name, case when m.created_by = 'system' then 'admin' else m.created_by end
      from behind b join api_token m on 'token:' || m.name = b.person)
select name, person from behind
 where not exists (select 1 from api_token m where 'token:' || m.name = person);
