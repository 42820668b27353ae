/**
 * What the first version of the schema has the server do by itself, so that it takes one round trip.
 */
export const functions = `
  -- The room that is or was called so.
  create function room_id(p_name text) returns bigint language sql stable as $$
    select coalesce(
      (select id from rooms where name = p_name),
      (select room from aliases where aliases.name = p_name))
  $$;

  -- The same, locked until the end of the transaction: only one at a time adds to its log. The lock
  -- is the weakest that does this: others may go on to name the room.
  create function lock_room(p_name text) returns setof rooms language plpgsql as $$
  begin
    return query select * from rooms where name = p_name for no key update;
    if found then return; end if;
    return query select rooms.* from rooms
      where name is not null and id = (select room from aliases where aliases.name = p_name)
      for no key update;
    if found then return; end if;
    -- It may have got its name back, or changed it, while we waited for it.
    return query select * from rooms where name = p_name for no key update;
  end
  $$;

  -- The first number of a room whose event was taken at a moment or later, by halving: times of a
  -- log never go back.
  create function first_since(p_room bigint, p_moment bigint) returns bigint
  language plpgsql stable as $$
  declare
    low bigint;
    high bigint;
    middle bigint;
  begin
    select first, seq + 1 into low, high from rooms where id = p_room;
    while low < high loop
      middle := (low + high) / 2;
      if (select events.at < p_moment from events where room = p_room and events.seq = middle) then
        low := middle + 1;
      else
        high := middle;
      end if;
    end loop;
    return low;
  end
  $$;

  -- Appends messages that have no files. Gives a row for each, in no order: its place in the batch
  -- from 1 on, its outcome, and number and time of its event. The outcome is "new"; "again" for a ref
  -- that stands in the batch before; "earlier" for one that was in the log, with the event; "refused"
  -- where it answers what is not there. Gives no row where there is no room, or its log
  -- is not the one that is meant, if one is; and one with the place 0 where this takes more than one step: a message answers one of its own batch.
  create function append_messages(
    p_room text,
    p_epoch text,
    p_senders text[],
    p_refs text[],
    p_replies bigint[],
    p_ats bigint[],
    p_quiet boolean[],
    p_bodies text[],
    p_words text[]
  ) returns table (place bigint, outcome text, event_seq bigint, event_at bigint, earlier text)
  language plpgsql as $$
  declare
    here rooms%rowtype;
  begin
    select * into here from lock_room(p_room);
    if not found or here.epoch <> p_epoch then return; end if;
    if exists (select from unnest(p_replies) as reply where reply > here.seq) then
      return query select 0::bigint, 'more'::text, null::bigint, null::bigint, null::text;
      return;
    end if;
    -- Each statement sees what was committed before it: by now all that others put into this log.
    return query
      with drafts as (
        select d.*, known.seq as known_seq, known.at as known_at, known.body as known_body,
          d.reply is not null and not exists (
            select from events as target where target.room = here.id and target.seq = d.reply
              and target.target is null and not target.deleted
          ) as astray
        from unnest(p_senders, p_refs, p_replies, p_ats, p_quiet, p_bodies, p_words)
          with ordinality as d (sender, ref, reply, at, quiet, body, words, n)
        left join lateral (
          select events.seq, events.at, events.body from events
          where events.room = here.id and events.sender = d.sender and events.ref = d.ref limit 1
        ) as known on true
      ), firsts as (
        select drafts.*, case when ref is null then n else min(n) filter (where not astray)
          over (partition by sender, ref) end as first_n
        from drafts
      ), judged as (
        select firsts.*, case
          when known_seq is not null then 'earlier'
          when first_n < n then 'again'
          when astray then 'refused'
          else 'new' end as became
        from firsts
      ), added as (
        select judged.*, here.seq + row_number() over (order by n) as seq,
          greatest(here.at, max(at) over (order by n)) as at_last
        from judged where became = 'new'
      ), kept as (
        insert into events (room, seq, at, sender, ref, quiet, body)
        select here.id, added.seq, at_last, sender, ref, quiet, body from added
      ), indexed as (
        insert into search (room, seq, words)
        select here.id, added.seq, replace(words, '#', here.id || ':')::tsvector
        from added where words <> ''
      ), moved as (
        update rooms set seq = last.seq, at = last.at
        from (select max(added.seq) as seq, max(at_last) as at from added) as last
        where id = here.id and last.seq is not null
      )
      select judged.n, judged.became,
        coalesce(judged.known_seq, added.seq), coalesce(judged.known_at, added.at_last),
        judged.known_body
      from judged left join added
        on added.n = case judged.became when 'again' then judged.first_n else judged.n end;
  end
  $$;
`;
