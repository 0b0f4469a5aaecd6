drop function if exists identity.why(text, text) cascade;

create function identity.why(person text, attribute text default null)
returns setof identity.statement
language sql stable as $$
-- An age group follows from the birth and the first day a source met the person, or from a list of
-- minors.
with asked as (
    select unnest(case why.attribute
        when 'birth' then array['birth_year_min', 'birth_year_max']
        when 'age_group_at_detection'
            then array['birth_year_min', 'birth_year_max', 'first_seen_on', 'is_minor']
        else array[why.attribute] end) as attribute
)
select s.*
from identity.mentions_of(person) m
join identity.statement s on s.record_id = m.mention_id
where why.attribute is null or s.attribute in (select a.attribute from asked a)
order by s.role, s.attribute, s.is_chosen desc, s.value, s.period, s.source_id, s.row_number,
    s.record_id
$$;

comment on function identity.why(text, text) is
'Pourquoi cette valeur : chaque déclaration de chaque source sur une personne (identifiant de personne, même ancien, de victime ou de mis en cause) et un attribut, ou tous ; la ligne retenue d''abord.
Why this value: each source''s statement on a person (the id of a person, an old one too, of a victim or of a suspect) and an attribute, or all; the retained row first.';
