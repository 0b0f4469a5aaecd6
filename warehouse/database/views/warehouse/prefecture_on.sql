drop function if exists warehouse.prefecture_on(text, date) cascade;

create function warehouse.prefecture_on(place text, day date)
returns text language sql stable as $$
select s.prefecture_code
from warehouse.dim_place_span s
where s.place_code = place
    and (s.is_present and s.span = 1
        or day between coalesce(s.valid_from, '-infinity') and coalesce(s.valid_to, 'infinity'))
$$;

comment on function warehouse.prefecture_on(text, date) is
'La préfecture où un lieu (place, codes: geography) se trouvait un jour donné (day) ; sans jour, celle d''un lieu qui n''en a jamais changé, sinon rien.
The préfecture in which a place (place, codes: geography) lay on a given day (day); without a day, that of a place that never changed it, else nothing.';
