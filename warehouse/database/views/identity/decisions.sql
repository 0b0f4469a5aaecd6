drop function if exists identity.decisions(text) cascade;

-- Asked by a pseudonym, both mentions are of its role: a judgement across roles would tell of the
-- other one.
create function identity.decisions(id text)
returns table (
    judgement_id text, decision text, reason text, "by" text, "at" timestamp with time zone,
    withdrawn_at timestamp with time zone, left_mention_id text, right_mention_id text,
    is_within boolean
)
language sql stable as $$
with own as (select mention_id from identity.mentions_of(id)),
pseudonym as (select role from identity.role_pseudonym where role_pseudonym.pseudonym = id)
select j.judgement_id, j.decision, j.reason, j."by", j."at", j.withdrawn_at,
    j.left_mention_id, j.right_mention_id,
    j.left_mention_id in (select mention_id from own)
        and j.right_mention_id in (select mention_id from own)
from identity.judgement j
where (j.left_mention_id in (select mention_id from own)
        or j.right_mention_id in (select mention_id from own)
        or id in (j.left_person_id, j.right_person_id))
    and (not exists (select from pseudonym)
        or 2 = (select count(*) from identity.person_mention m
                where m.mention_id in (j.left_mention_id, j.right_mention_id)
                    and m.role = (select role from pseudonym)))
order by j."at", j.judgement_id
$$;

comment on function identity.decisions(text) is
'Ce que des humains ont décidé sur les mentions derrière un identifiant ; is_within : la paire est aujourd''hui d''une seule personne. Une décision retirée reste, avec sa date.
What humans decided on the mentions behind an id; is_within: the pair is one person today. A decision that was withdrawn stays, with its date.';
