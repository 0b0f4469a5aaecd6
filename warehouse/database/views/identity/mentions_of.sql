drop function if exists identity.mentions_of(text) cascade;

-- A pseudonym tells of its role alone: who asks for a victim never meets the accused that she may be.
create function identity.mentions_of(id text)
returns setof identity.person_mention
language sql stable as $$
with recursive started as (
    select person_id, role from identity.role_pseudonym where pseudonym = id
    union all
    select person_id, null from identity.person where person_id = id
),
-- An old id resolves to the person that it was merged into, however often.
resolved as (
    select person_id, role from started
    union
    select p.merged_into, r.role
    from resolved r join identity.person p on p.person_id = r.person_id
    where p.merged_into is not null
)
select m.*
from identity.person_mention m
where exists (
    select from resolved r
    where r.person_id = m.person_id and (r.role is null or r.role = m.role)
)
$$;

comment on function identity.mentions_of(text) is
'Les mentions derrière un identifiant : personne (même ancienne), victime ou mis en cause ; un pseudonyme ne donne que son rôle.
The mentions behind an id: person (an old one too), victim or suspect; a pseudonym gives its own role only.';
