-- Everything that needs a human, one row each. What is about a kind of fault and not about one file
-- (a column, a code) has one item per register, rule and column, whatever the month: seen once, it
-- is remembered. Of the kinds that may be many, the oldest :most: an index has them in this order,
-- and what was put away is passed over on the way.
with recursive taken as not materialized (
    select submission_id, source_id, period, received_at, judged_at, rows_accepted,
        rows_quarantined,
        coalesce(replay_of, submission_id) as original
    from intake.submission s
    where status in ('accepted', 'accepted_with_warnings', 'partly_accepted')
        and withdrawn_at is null
        and not exists (
            select from intake.submission newer
            where newer.supersedes = s.submission_id and newer.supersedes is not null
                and newer.withdrawn_at is null
                and newer.status in ('accepted', 'accepted_with_warnings', 'partly_accepted'))
),
-- The ledger holds many files, and few registers: each is found by the index, from the one before.
registers as (
    (select source_id from intake.submission order by source_id limit 1)
    union all
    select (select s.source_id from intake.submission s where s.source_id > r.source_id
        order by s.source_id limit 1)
    from registers r where r.source_id is not null
),
-- So are its months, from the newest back, each with the file that counts.
counted (source_id, period, submission_id, judged_at, rows_accepted, place) as (
    select r.source_id, t.period, t.submission_id, t.judged_at, t.rows_accepted, 1
    from registers r, lateral (
        select * from taken where taken.source_id = r.source_id and period is not null
        order by period desc, received_at desc limit 1) t
    union all
    select c.source_id, t.period, t.submission_id, t.judged_at, t.rows_accepted, c.place + 1
    from counted c, lateral (
        select * from taken where taken.source_id = c.source_id and taken.period < c.period
        order by period desc, received_at desc limit 1) t
    where c.place < 13
),
-- Of each row the last decision; what was sent back waits for its ministry, not for a steward.
sent_back as (
    select submission_id as original, count(*) as rows, min(at) as since
    from (select distinct on (submission_id, sheet, row_number) *
        from intake.row_decision order by submission_id, sheet, row_number, at desc) last
    where decision = 'sent_back' group by submission_id
),
refused as (
    select submission_id, source_id, period, judged_at
    from intake.submission s
    where status = 'rejected' and withdrawn_at is null and hold_decision is null
        and not exists (
            select from intake.submission newer
            where newer.source_id = s.source_id and newer.period = s.period
                and newer.received_at > s.received_at and newer.withdrawn_at is null
                and newer.status in ('accepted', 'accepted_with_warnings', 'partly_accepted'))
        and not exists (
            select from intake.acknowledgement a
            where a.kind = 'refused' and a.about = s.submission_id)
    order by judged_at nulls first, submission_id limit :most
),
kept_back as (
    select submission_id, source_id, period, judged_at, rows_quarantined - b.rows as rows
    from taken t, lateral (
            select count(*) filter (where decision = 'sent_back') as rows
            from (select distinct on (sheet, row_number) decision from intake.row_decision d
                where d.submission_id = t.original order by sheet, row_number, at desc) last) b
    where rows_quarantined > 0 and rows_quarantined > b.rows
        and not exists (
            select from intake.acknowledgement a
            where a.kind = 'kept_back' and a.about = t.submission_id)
    order by judged_at nulls first, submission_id limit :most
),
found as (
    select 'held' as kind, submission_id as about, source_id, period, submission_id,
        judged_at as since, null::bigint as count, null::text as rule, null::text as column_name,
        null::timestamptz as last_at
    from intake.submission
    where status = 'held' and hold_decision is null and withdrawn_at is null
    union all
    select 'stuck', submission_id, source_id, period, submission_id,
        coalesce(replay_asked_at, received_at), null, null, null, null
    from intake.submission
    where withdrawn_at is null and coalesce(replay_asked_at, received_at) < :stuck_before
        and (status is null or (status = 'held' and hold_decided_at < :stuck_before))
    union all
    select 'refused', submission_id, source_id, period, submission_id, judged_at, null, null, null,
        null
    from refused
    union all
    select 'kept_back', submission_id, source_id, period, submission_id, judged_at, rows, null,
        null, null
    from kept_back
    union all
    select 'sent_back', submission_id, source_id, period, submission_id, b.since, b.rows, null,
        null, null
    from taken join sent_back b using (original)
    union all
    -- A column that nobody knows is named by its sentence: each is a thing of its own.
    select case when i.rule = 'value_repeated' then 'reused' else 'drift' end,
        t.source_id || ' ' || i.rule || ' ' || coalesce(told.name, ''),
        -- Which file it was last is asked for what is shown alone.
        t.source_id, max(t.period), null, min(t.judged_at), count(*), i.rule, told.name,
        max(t.received_at)
    from taken t join intake.row_issue i using (submission_id),
        lateral (select coalesce(i.column_name, i.parameters ->> 'column') as name) told
    where i.row_number is null and i.rule not in (
            'file_replaces_more', 'file_rows_by_key', 'file_rows_by_person', 'file_other_month',
            'file_covers_months', 'file_comments')
        or i.rule in ('code_unread', 'codes_unread', 'document_type_unread', 'place_unread',
            'value_repeated')
    group by t.source_id, i.rule, told.name
    union all
    -- The newest month of each register against the median of the twelve before it.
    select 'volume', last.source_id || ' ' || last.period, last.source_id, last.period,
        last.submission_id, last.judged_at, last.rows_accepted, null, null, null
    from counted last, lateral (
            select percentile_cont(0.5) within group (order by rows_accepted) as usual,
                count(*) as months
            from counted c where c.source_id = last.source_id and c.place > 1) told
    where last.place = 1 and told.months >= 3
        and (last.rows_accepted < told.usual / 2 or last.rows_accepted > told.usual * 2)
    union all
    select state, source_id || ' ' || period, source_id, period, null, due_on, null, null, null,
        null
    from intake.expected_export where state in ('late', 'missing')
    union all
    select 'named_decision', d.record_id, d.source_id, d.period, d.submission_id, s.judged_at, null,
        null, null, null
    from intake.decision_to_anonymise d left join intake.submission s using (submission_id)
    union all
    select 'to_release', left(l.input_digest, 16), null, null, null, l.done_at,
        l.submissions_count, null, null, null
    from intake.step_done l left join intake.step_done p on p.step = 'publish'
    where l.step = 'load' and l.input_digest is distinct from p.input_digest
    union all
    select 'release', release_number::text, null, null, null, min(found_at), count(*), null, null,
        null
    from intake.release_to_withdraw group by release_number
)
