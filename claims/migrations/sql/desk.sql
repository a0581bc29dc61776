-- Guards for what the desk and the review brought: fairness, merges, comments, matches, rules of sign-in.
-- They stand beside the earlier guards, as triggers of their own that fire after them.

-- ── What looks alike ─────────────────────────────────────────────────────────────────────────────
-- The words of a working copy, stemmed in its language and without accents. Calls name their schema: a
-- dump is restored with an empty search path, and fills the index so.
CREATE FUNCTION ledger_claim_words(language text, statement text, quote text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector(public.ledger_search_config(language),
                       public.ledger_strip_accents(coalesce(statement, '') || ' ' || coalesce(quote, '')))
$$;
CREATE INDEX claim_words ON claims_claim USING gin (ledger_claim_words(language, statement, quote));

-- ── Conflicts of interest ────────────────────────────────────────────────────────────────────────
-- Whether somebody has declared an interest in what a claim is about: its claimant and topics as the working
-- copy has them, or as readers have them, so that taking a topic off opens no way round.
CREATE FUNCTION ledger_has_conflict(who bigint, claim bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM claims_conflictofinterest i
        LEFT JOIN claims_claimant s ON s.id = i.claimant_id
        LEFT JOIN claims_topic t ON t.id = i.topic_id
        WHERE i.person_id = who AND i.closed_at IS NULL AND (
            EXISTS (SELECT 1 FROM claims_claim c WHERE c.id = ledger_has_conflict.claim AND c.claimant_id = i.claimant_id)
            OR EXISTS (SELECT 1 FROM claims_claimtopic ct WHERE ct.claim_id = ledger_has_conflict.claim AND ct.topic_id = i.topic_id)
            OR EXISTS (
                SELECT 1 FROM claims_edition d JOIN claims_entry e ON e.index = d.entry_id
                WHERE e.claim_id = ledger_has_conflict.claim AND d.valid_to IS NULL
                AND (d.claimant_slug = s.slug OR t.slug = ANY (d.topics))
            )
        )
    )
$$;

CREATE FUNCTION ledger_refuse_conflict(who bigint, claim bigint) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF ledger_has_conflict(who, claim) AND NOT EXISTS (
        SELECT 1 FROM claims_waiver w JOIN claims_claim c ON c.id = w.claim_id
        WHERE w.claim_id = ledger_refuse_conflict.claim AND w.gate = 'conflict' AND w.person_id = who
        AND w.since = c.content_index
    ) THEN
        RAISE EXCEPTION 'ledger: person % has declared a conflict of interest and cannot decide on claim %', who, claim
            USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

CREATE FUNCTION ledger_guard_conflict() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'ledger: a declared conflict of interest is never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.declared_by_id <> ledger_person() OR NEW.closed_at IS NOT NULL THEN
            RAISE EXCEPTION 'ledger: a conflict of interest is declared open, by the person who signs it'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.declared_by_id <> NEW.person_id THEN
            PERFORM ledger_refuse_unless_active(NEW.declared_by_id, 'administrator');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
            OR to_jsonb(NEW) - 'closed_at' <> to_jsonb(OLD) - 'closed_at' THEN
        RAISE EXCEPTION 'ledger: a declared conflict of interest does not change, it is ended once'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM ledger_refuse_unless_active(ledger_person(), 'administrator');
    IF ledger_person() = OLD.person_id THEN
        RAISE EXCEPTION 'ledger: nobody ends a conflict of interest of their own' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- ── Waivers ──────────────────────────────────────────────────────────────────────────────────────
CREATE FUNCTION ledger_guard_waiver() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.granted_by_id <> ledger_person() THEN
        RAISE EXCEPTION 'ledger: a waiver is granted by the editor who signs it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM ledger_refuse_unless_active(NEW.granted_by_id, 'editor');
    IF NEW.since IS DISTINCT FROM (SELECT content_index FROM claims_claim WHERE id = NEW.claim_id) THEN
        RAISE EXCEPTION 'ledger: a waiver holds for the version in work of claim %', NEW.claim_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.gate = 'conflict' AND (NEW.person_id = NEW.granted_by_id OR ledger_has_conflict(NEW.granted_by_id, NEW.claim_id)) THEN
        RAISE EXCEPTION 'ledger: a conflict of interest is waived by another editor, who has none (claim %)', NEW.claim_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- ── Decisions and entries ────────────────────────────────────────────────────────────────────────
CREATE FUNCTION ledger_guard_decision_fair() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_refuse_conflict(NEW.editor_id, NEW.claim_id);
    RETURN NEW;
END $$;

CREATE FUNCTION ledger_guard_entry_fair() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    claim claims_claim;
BEGIN
    SELECT * INTO claim FROM claims_claim WHERE id = NEW.claim_id;
    IF claim.id IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.event = 'held' THEN  -- one editor alone, but not one with an interest
        PERFORM ledger_refuse_conflict(NEW.published_by_id, NEW.claim_id);
    END IF;
    IF NEW.event IN ('published', 'updated', 'corrected') AND claim.about_living_person
        AND NOT EXISTS (SELECT 1 FROM claims_replyrequest WHERE claim_id = claim.id)
        AND NOT EXISTS (
            SELECT 1 FROM claims_waiver WHERE claim_id = claim.id AND gate = 'reply' AND since = claim.content_index
        )
    THEN
        RAISE EXCEPTION 'ledger: claim % is about a named living person; entry % needs a request for reply or a public waiver',
            claim.id, NEW.index USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.event = 'merged') AND NOT EXISTS (SELECT 1 FROM claims_merge WHERE claim_id = claim.id AND closed_at IS NULL)
        OR (NEW.event = 'unmerged') AND EXISTS (SELECT 1 FROM claims_merge WHERE claim_id = claim.id AND closed_at IS NULL)
    THEN
        RAISE EXCEPTION 'ledger: entry % says "%", and the merges of claim % say otherwise', NEW.index, NEW.event, claim.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- A record tells readers what was waived and where a merge leads, and calls a new verdict one.
CREATE FUNCTION ledger_guard_record_body_fair() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    entry claims_entry;
    claim claims_claim;
    said jsonb;
    stood jsonb;
    told jsonb;
    before bigint;
    carries boolean;
BEGIN
    SELECT * INTO entry FROM claims_entry WHERE index = NEW.entry_id;
    SELECT * INTO claim FROM claims_claim WHERE id = entry.claim_id;
    IF claim.id IS NULL THEN
        RETURN NEW;
    END IF;
    said := convert_from(NEW.body, 'UTF8')::jsonb;
    told := coalesce(said -> 'waivers', '[]');
    carries := entry.event IN ('published', 'updated', 'corrected');
    SELECT coalesce(max(index), -1) INTO before FROM claims_entry
    WHERE claim_id = claim.id AND index < entry.index AND event IN ('published', 'updated', 'corrected');

    IF EXISTS (
        SELECT 1 FROM claims_waiver w
        WHERE w.claim_id = claim.id AND NOT told @> jsonb_build_array(jsonb_build_object('gate', w.gate, 'reason', w.reason))
        AND (
            carries AND w.gate = 'reply' AND w.since = before AND claim.about_living_person
            AND NOT EXISTS (SELECT 1 FROM claims_replyrequest WHERE claim_id = claim.id)
            OR w.gate = 'conflict' AND w.person_id = entry.published_by_id
            AND w.since = CASE WHEN carries THEN before ELSE claim.content_index END
            AND ledger_has_conflict(entry.published_by_id, claim.id)
        )
    ) OR EXISTS (
        SELECT 1 FROM jsonb_array_elements(told) AS t(said_waiver)
        WHERE NOT EXISTS (
            SELECT 1 FROM claims_waiver w
            WHERE w.claim_id = claim.id AND (w.gate, w.reason) = (said_waiver ->> 'gate', said_waiver ->> 'reason')
        )
    ) THEN
        RAISE EXCEPTION 'ledger: the record of entry % does not tell readers what was waived', NEW.entry_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;

    IF (said ->> 'merged_into')::bigint IS DISTINCT FROM (
        SELECT o.number FROM claims_merge m JOIN claims_claim o ON o.id = m.into_id
        WHERE entry.event = 'merged' AND m.claim_id = claim.id AND m.closed_at IS NULL
        AND o.publication IN ('live', 'corrected')
    ) OR (entry.event = 'merged' AND said ->> 'merged_into' IS NULL) THEN
        RAISE EXCEPTION 'ledger: the record of entry % does not lead to the entry that its claim is merged into', NEW.entry_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;

    IF carries AND entry.version > 1 AND entry.correction_class <> 'verdict' THEN
        SELECT convert_from(b.body, 'UTF8')::jsonb INTO stood
        FROM claims_recordbody b JOIN claims_entry e ON e.index = b.entry_id
        WHERE e.claim_id = claim.id AND e.version = entry.version - 1 AND b.body IS NOT NULL;
        IF stood IS NOT NULL AND stood #>> '{content,assessment,verdict,code}'
                IS DISTINCT FROM said #>> '{content,assessment,verdict,code}' THEN
            RAISE EXCEPTION 'ledger: entry % changes the verdict of claim % and does not say so', NEW.entry_id, claim.id
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- ── Merges ───────────────────────────────────────────────────────────────────────────────────────
CREATE FUNCTION ledger_guard_merge() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'ledger: a merge is never deleted, it is undone' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.merged_by_id <> ledger_person() OR NEW.closed_at IS NOT NULL THEN
            RAISE EXCEPTION 'ledger: a merge is made by the person who signs it' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    PERFORM ledger_person();
    IF OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
            OR to_jsonb(NEW) - 'closed_at' <> to_jsonb(OLD) - 'closed_at' THEN
        RAISE EXCEPTION 'ledger: a merge does not change, it is undone once' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION ledger_guard_claim_merge() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (NEW.status = 'merged') <> (OLD.status = 'merged') AND (NEW.status = 'merged') <> EXISTS (
        SELECT 1 FROM claims_merge WHERE claim_id = NEW.id AND closed_at IS NULL
    ) THEN
        RAISE EXCEPTION 'ledger: claim % is merged exactly as long as a merge says into which claim', NEW.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- ── Comments and matches: signed, and never edited ───────────────────────────────────────────────
CREATE FUNCTION ledger_guard_signed() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (to_jsonb(NEW) ->> TG_ARGV[0])::bigint IS DISTINCT FROM ledger_person() THEN
        RAISE EXCEPTION 'ledger: a row of % is made by the person who signs it', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- ── Rules of sign-in ─────────────────────────────────────────────────────────────────────────────
CREATE FUNCTION ledger_guard_sign_in_rule() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_refuse_unless_active(ledger_person(), 'administrator');
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'ledger: a rule of sign-in is changed, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- ── Putting the guards in place ──────────────────────────────────────────────────────────────────
DO $$
DECLARE
    t text;
    placed record;
BEGIN
    FOREACH t IN ARRAY ARRAY['comment', 'comment_mentions', 'match', 'waiver'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON claims_%s
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()', t);
    END LOOP;
    EXECUTE 'CREATE TRIGGER signed BEFORE INSERT ON claims_comment FOR EACH ROW EXECUTE FUNCTION ledger_guard_signed(''written_by_id'')';
    EXECUTE 'CREATE TRIGGER signed BEFORE INSERT ON claims_match FOR EACH ROW EXECUTE FUNCTION ledger_guard_signed(''judged_by_id'')';
    EXECUTE 'CREATE TRIGGER guard BEFORE INSERT ON claims_waiver FOR EACH ROW EXECUTE FUNCTION ledger_guard_waiver()';
    EXECUTE 'CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON claims_conflictofinterest
        FOR EACH ROW EXECUTE FUNCTION ledger_guard_conflict()';
    EXECUTE 'CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON claims_merge
        FOR EACH ROW EXECUTE FUNCTION ledger_guard_merge()';
    EXECUTE 'CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON claims_signinrule
        FOR EACH ROW EXECUTE FUNCTION ledger_guard_sign_in_rule()';
    EXECUTE 'CREATE TRIGGER guard_merge BEFORE UPDATE ON claims_claim
        FOR EACH ROW EXECUTE FUNCTION ledger_guard_claim_merge()';
    FOREACH t IN ARRAY ARRAY['decision', 'entry'] LOOP
        EXECUTE format('CREATE TRIGGER guard_fair BEFORE INSERT ON claims_%s
            FOR EACH ROW EXECUTE FUNCTION ledger_guard_%s_fair()', t, t);
    END LOOP;
    EXECUTE 'CREATE TRIGGER guard_fair BEFORE INSERT ON claims_recordbody
        FOR EACH ROW EXECUTE FUNCTION ledger_guard_record_body_fair()';
    EXECUTE 'CREATE TRIGGER touched AFTER INSERT OR UPDATE OR DELETE ON claims_replyrequest
        FOR EACH ROW EXECUTE FUNCTION ledger_touched_claim_part()';
    FOREACH t IN ARRAY ARRAY['replyrequest', 'conflictofinterest', 'merge', 'signinrule'] LOOP
        EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON claims_%s
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_no_truncate()', t);
    END LOOP;
    FOR placed IN
        SELECT c.relname, g.tgname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
        WHERE c.relnamespace = 'public'::regnamespace AND NOT g.tgisinternal AND g.tgenabled <> 'A'
        AND g.tgname IN ('append_only', 'no_truncate', 'touched', 'guard', 'guard_fair', 'guard_merge', 'signed')
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', placed.relname, placed.tgname);
    END LOOP;
END $$;

SELECT ledger_close_histories();  -- the new tables', and those that this migration made anew
