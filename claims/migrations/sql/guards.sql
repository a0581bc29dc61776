-- What must never happen is refused here, for every role: superusers, the owner, and sessions in
-- replica mode (every trigger is ENABLE ALWAYS). Messages begin with "ledger:" and are sentences.

-- ── The clock ────────────────────────────────────────────────────────────────────────────────────
-- The database's clock. The demo may set another day, and only while the log holds nothing real.
CREATE FUNCTION ledger_clock() RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    set_day text := nullif(current_setting('ledger.demo_clock', true), '');
BEGIN
    IF set_day IS NOT NULL AND NOT EXISTS (SELECT 1 FROM claims_entry WHERE NOT demo) THEN
        RETURN set_day::timestamptz;
    END IF;
    RETURN clock_timestamp();
END $$;

-- ── The person ───────────────────────────────────────────────────────────────────────────────────
CREATE FUNCTION ledger_person() RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    named text := nullif(current_setting('ledger.person', true), '');
BEGIN
    IF named IS NULL THEN
        RAISE EXCEPTION 'ledger: this change names no person; working records change only through an action'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM claims_person WHERE id = named::bigint AND is_active) THEN
        RAISE EXCEPTION 'ledger: this change names person %, who has no open account', named
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN named::bigint;
END $$;

-- ── Append-only tables ───────────────────────────────────────────────────────────────────────────
CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger: % is append-only; % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION ledger_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger: % is never emptied at once; TRUNCATE is refused', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

-- ── Who had a hand in it ─────────────────────────────────────────────────────────────────────────
-- Notes the named person as a contributor to each claim. Only the triggers below call it; they are
-- SECURITY DEFINER because the app role itself may not write there.
CREATE FUNCTION ledger_contribute(claim_ids bigint[], what text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    who bigint := ledger_person();
BEGIN
    INSERT INTO claims_contribution (claim_id, person_id, what, since, at)
    SELECT c.id, who, ledger_contribute.what, c.content_index, ledger_clock()
    FROM claims_claim c WHERE c.id = ANY (claim_ids) ORDER BY c.id
    FOR NO KEY UPDATE;  -- waits for a publication under way, so that `since` is never a version too old
END $$;
REVOKE ALL ON FUNCTION ledger_contribute(bigint[], text) FROM PUBLIC;

-- Every claim that cites one of these sources, or a source that relays one of them, however far.
CREATE FUNCTION ledger_claims_resting_on(source_ids bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH RECURSIVE resting AS (
        SELECT unnest(source_ids) AS id
        UNION
        SELECT r.source_id FROM claims_relay r JOIN resting ON r.original_id = resting.id
    )
    SELECT coalesce(array_agg(DISTINCT e.claim_id), '{}') FROM claims_evidence e JOIN resting ON e.source_id = resting.id
$$;

-- A claim's own parts change only while its working copy is a draft or was returned.
CREATE FUNCTION ledger_refuse_unless_editable(claim bigint, part text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    found_status text;
BEGIN
    SELECT status INTO found_status FROM claims_claim WHERE id = claim;
    IF found_status NOT IN ('draft', 'returned') THEN
        RAISE EXCEPTION 'ledger: % of claim % cannot change while its status is "%"; it can in draft or when returned',
            part, claim, found_status USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

CREATE FUNCTION ledger_touched_claim_part() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    claim bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.claim_id ELSE NEW.claim_id END;
    part text := replace(TG_TABLE_NAME, 'claims_', '');
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.claim_id IS DISTINCT FROM OLD.claim_id THEN
        RAISE EXCEPTION 'ledger: % cannot move from claim % to claim %', part, OLD.claim_id, NEW.claim_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NULL;
    END IF;
    PERFORM ledger_contribute(ARRAY[claim], part || ' ' || lower(TG_OP));  -- waits for the claim's row
    PERFORM ledger_refuse_unless_editable(claim, part);
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_touched_source() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_person();
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) <> to_jsonb(OLD) THEN
        PERFORM ledger_contribute(ledger_claims_resting_on(ARRAY[NEW.id]), 'source update');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_touched_relay() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM ledger_contribute(ledger_claims_resting_on(ARRAY[OLD.source_id]), 'relay ' || lower(TG_OP));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM ledger_contribute(ledger_claims_resting_on(ARRAY[NEW.source_id]), 'relay ' || lower(TG_OP));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_touched_reference() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    affected bigint[];
    internal text[] := '{default_reliability, reliability_reason}';  -- of an outlet: no record holds them
BEGIN
    PERFORM ledger_person();
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - internal <> to_jsonb(OLD) - internal THEN
        IF TG_TABLE_NAME = 'claims_topic' THEN
            SELECT array_agg(claim_id) INTO affected FROM claims_claimtopic WHERE topic_id = NEW.id;
        ELSIF TG_TABLE_NAME = 'claims_claimant' THEN
            SELECT array_agg(id) INTO affected FROM claims_claim WHERE claimant_id = NEW.id;
        ELSIF TG_TABLE_NAME = 'claims_outlet' THEN
            SELECT ledger_claims_resting_on(array_agg(id)) INTO affected FROM claims_source WHERE outlet_id = NEW.id;
            SELECT coalesce(affected, '{}') || coalesce(array_agg(claim_id), '{}') INTO affected
            FROM claims_appearance WHERE outlet_id = NEW.id;
        END IF;
        PERFORM ledger_contribute(coalesce(affected, '{}'), replace(TG_TABLE_NAME, 'claims_', '') || ' update');
    END IF;
    RETURN NULL;
END $$;

-- ── Claims ───────────────────────────────────────────────────────────────────────────────────────
CREATE FUNCTION ledger_guard_claim() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    newest claims_entry;
    asked claims_submission;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'ledger: a claim is never deleted (claim %)', OLD.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'draft' OR NEW.publication <> 'none' OR NEW.number IS NOT NULL OR NEW.content_index <> -1 THEN
            RAISE EXCEPTION 'ledger: a claim is born a draft, not published and without a number'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.logged_by_id <> ledger_person() THEN
            RAISE EXCEPTION 'ledger: a claim is logged by the person who signs it' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;

    IF NEW.id <> OLD.id OR NEW.logged_by_id <> OLD.logged_by_id THEN
        RAISE EXCEPTION 'ledger: the key of claim % and who logged it do not change', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;

    SELECT * INTO newest FROM claims_entry WHERE claim_id = NEW.id ORDER BY version DESC LIMIT 1;

    IF NEW.number IS DISTINCT FROM OLD.number AND (OLD.number IS NOT NULL OR newest.number IS DISTINCT FROM NEW.number) THEN
        RAISE EXCEPTION 'ledger: the number of claim % is given by its first entry and never changes', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.publication <> OLD.publication AND newest.publication IS DISTINCT FROM NEW.publication THEN
        RAISE EXCEPTION 'ledger: publication of claim % is what its newest entry says ("%"), not "%"',
            OLD.id, coalesce(newest.publication, 'none'), NEW.publication USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.content_index <> OLD.content_index AND NEW.content_index IS DISTINCT FROM (
        SELECT max(index) FROM claims_entry WHERE claim_id = NEW.id AND event IN ('published', 'updated', 'corrected')
    ) THEN
        RAISE EXCEPTION 'ledger: content_index of claim % must point at its newest entry with content', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;

    IF NEW.status <> OLD.status THEN
        IF NOT EXISTS (SELECT 1 FROM claims_move WHERE kind = 'status' AND before = OLD.status AND after = NEW.status) THEN
            RAISE EXCEPTION 'ledger: no move leads from "%" to "%" (claim %)', OLD.status, NEW.status, OLD.id
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        SELECT * INTO asked FROM claims_submission
        WHERE claim_id = NEW.id AND asks IN ('published', 'updated', 'corrected') ORDER BY id DESC LIMIT 1;
        IF NEW.status = 'in_review' AND (asked.id IS NULL OR asked.closed_at IS NOT NULL) THEN
            RAISE EXCEPTION 'ledger: claim % is in review only with an open submission', OLD.id
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.status IN ('returned', 'rejected') AND NOT EXISTS (
            SELECT 1 FROM claims_decision WHERE submission_id = asked.id AND outcome = NEW.status
        ) THEN
            RAISE EXCEPTION 'ledger: claim % is % only by an editor''s decision', OLD.id, NEW.status
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.status = 'verified' AND NOT EXISTS (
            SELECT 1 FROM claims_decision d JOIN claims_entry e ON e.decision_id = d.id WHERE d.submission_id = asked.id
        ) THEN
            RAISE EXCEPTION 'ledger: claim % is verified only by an entry that an editor approved', OLD.id
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION ledger_touched_claim() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_person();
    IF TG_OP = 'INSERT' THEN
        PERFORM ledger_contribute(ARRAY[NEW.id], 'claim insert');
    ELSIF (NEW.statement, NEW.quote, NEW.claimant_id, NEW.language, NEW.first_claimed)
            IS DISTINCT FROM (OLD.statement, OLD.quote, OLD.claimant_id, OLD.language, OLD.first_claimed) THEN
        PERFORM ledger_contribute(ARRAY[NEW.id], 'claim update');
        PERFORM ledger_refuse_unless_editable(NEW.id, 'the text');
    END IF;
    RETURN NULL;
END $$;

-- ── Assessments, submissions, decisions ──────────────────────────────────────────────────────────
CREATE FUNCTION ledger_touched_assessment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.assessed_by_id <> ledger_person() THEN
        RAISE EXCEPTION 'ledger: an assessment is made by the person who signs it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM ledger_contribute(ARRAY[NEW.claim_id], 'assessment');
    PERFORM ledger_refuse_unless_editable(NEW.claim_id, 'the assessment');
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_guard_submission() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'ledger: a submission is never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.submitted_by_id <> ledger_person() OR NEW.closed_at IS NOT NULL THEN
            RAISE EXCEPTION 'ledger: a submission is made open, by the person who signs it'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
            OR to_jsonb(NEW) - 'closed_at' <> to_jsonb(OLD) - 'closed_at' THEN
        RAISE EXCEPTION 'ledger: a submission does not change, it is closed once (submission %)', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- A request lapses where what readers see leaves it nothing to do: to lift a hold that became a retraction.
    IF NOT EXISTS (SELECT 1 FROM claims_decision WHERE submission_id = OLD.id) AND (
        OLD.asks IN ('published', 'updated', 'corrected') OR EXISTS (
            SELECT 1 FROM claims_move m JOIN claims_claim c ON c.publication = m.before
            WHERE c.id = OLD.claim_id AND m.kind = 'publication' AND m.event = OLD.asks
        )
    ) THEN
        RAISE EXCEPTION 'ledger: a submission is closed only by a decision (submission %)', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION ledger_refuse_unless_active(who bigint, role text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM claims_person p
        JOIN claims_person_groups pg ON pg.person_id = p.id JOIN auth_group g ON g.id = pg.group_id
        WHERE p.id = who AND p.is_active AND g.name = role
    ) THEN
        RAISE EXCEPTION 'ledger: person % is not an active %', who, role USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

CREATE FUNCTION ledger_guard_decision() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    asked claims_submission;
    claim claims_claim;
BEGIN
    -- Locked, as the actions do: what anybody contributes meanwhile waits, and counts afterwards.
    SELECT * INTO claim FROM claims_claim WHERE id = NEW.claim_id FOR UPDATE;
    SELECT * INTO asked FROM claims_submission WHERE id = NEW.submission_id;
    IF asked.claim_id IS DISTINCT FROM NEW.claim_id OR asked.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'ledger: a decision answers an open submission of the same claim'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF asked.asks IN ('published', 'updated', 'corrected') AND claim.status <> 'in_review' THEN
        RAISE EXCEPTION 'ledger: claim % is not in review (it is "%"), so there is nothing to decide', NEW.claim_id,
            claim.status USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.editor_id <> ledger_person() THEN
        RAISE EXCEPTION 'ledger: a decision is made by the editor who signs it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.decided_at > ledger_clock() OR NEW.decided_at < ledger_clock() - interval '5 minutes' THEN
        RAISE EXCEPTION 'ledger: a decision is made now, not at %', NEW.decided_at
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM ledger_refuse_unless_active(NEW.editor_id, 'editor');
    IF NEW.editor_id = asked.submitted_by_id THEN
        RAISE EXCEPTION 'ledger: person % submitted this and cannot decide it', NEW.editor_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF asked.asks IN ('published', 'updated', 'corrected') AND EXISTS (
        SELECT 1 FROM claims_contribution
        WHERE claim_id = NEW.claim_id AND person_id = NEW.editor_id AND since = claim.content_index
    ) THEN
        RAISE EXCEPTION 'ledger: person % contributed to claim % since its last entry and cannot decide on it',
            NEW.editor_id, NEW.claim_id USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- ── Entries: the door ────────────────────────────────────────────────────────────────────────────
-- RFC 8785 spells a statement in one way only, so the database writes it itself and compares the bytes.
CREATE FUNCTION ledger_statement(entry claims_entry, previous bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
    SELECT convert_to(format(
        '{"claim":%s,"event":"%s","format":1,"previous":%s,"published_at":"%s","record":"%s","version":%s}',
        coalesce(entry.number::text, 'null'), entry.event,
        coalesce('"' || encode(sha256(previous), 'hex') || '"', 'null'),
        to_char(entry.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        entry.record_digest, entry.version
    ), 'UTF8')
$$;

-- The right edge of the tree with one more leaf, and the root above it: as merkle.py counts them.
CREATE FUNCTION ledger_frontier(before bytea, leaf bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    size bigint := ('x' || encode(substr(before, 1, 8), 'hex'))::bit(64)::bigint;
    kept bytea := substr(before, 9);
    node bytea := leaf;
    carry bigint := size;
BEGIN
    WHILE carry & 1 = 1 LOOP  -- each 1 at the end of the size is a subtree that the new leaf completes
        node := sha256('\x01'::bytea || substr(kept, length(kept) - 31) || node);
        kept := substr(kept, 1, length(kept) - 32);
        carry := carry >> 1;
    END LOOP;
    RETURN int8send(size + 1) || kept || node;
END $$;

CREATE FUNCTION ledger_root(frontier bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    folded bytea := substr(frontier, length(frontier) - 31);
    place int := length(frontier) - 63;
BEGIN
    WHILE place >= 9 LOOP
        folded := sha256('\x01'::bytea || substr(frontier, place, 32) || folded);
        place := place - 32;
    END LOOP;
    RETURN folded;
END $$;

-- The content inside a record's bytes: RFC 8785 sorts the keys, so it stands between "claim" and
-- "correction_class" (inside a text a quotation mark is always escaped, so nothing else looks like this).
CREATE FUNCTION ledger_content(body bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
    SELECT convert_to(substring(split_part(convert_from(body, 'UTF8'), ',"correction_class":', 1)
                                FROM '^\{"claim":[0-9]+,"content":(\{.*\})$'), 'UTF8')
$$;

CREATE FUNCTION ledger_guard_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    last claims_entry;
    newest claims_entry;
    approval claims_decision;
    asked claims_submission;
    claim claims_claim;
    stood text;
BEGIN
    -- Locked, as the actions do: what anybody contributes meanwhile waits, and counts for the next version.
    SELECT * INTO claim FROM claims_claim WHERE id = NEW.claim_id FOR UPDATE;
    -- One sequencer at a time, held until the transaction ends.
    PERFORM pg_advisory_xact_lock(hashtext('ledger.sequencer'));
    SELECT * INTO last FROM claims_entry ORDER BY index DESC LIMIT 1;
    IF NEW.index <> coalesce(last.index + 1, 0) THEN
        RAISE EXCEPTION 'ledger: the next entry has index %, not %', coalesce(last.index + 1, 0), NEW.index
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.published_at < last.published_at OR NEW.published_at > clock_timestamp() THEN
        RAISE EXCEPTION 'ledger: an entry is published now, neither before the entry ahead of it nor in the future'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.demo THEN
        IF EXISTS (SELECT 1 FROM claims_entry WHERE NOT demo) THEN
            RAISE EXCEPTION 'ledger: a demo entry cannot follow a real one' USING ERRCODE = 'insufficient_privilege';
        END IF;
    ELSIF NEW.published_at < clock_timestamp() - interval '5 minutes' THEN
        RAISE EXCEPTION 'ledger: an entry cannot be dated back to %', NEW.published_at
            USING ERRCODE = 'insufficient_privilege';
    END IF;

    IF NEW.claim_id IS NULL THEN
        SELECT * INTO newest FROM claims_entry WHERE claim_id IS NULL ORDER BY version DESC LIMIT 1;
    ELSE
        SELECT * INTO newest FROM claims_entry WHERE claim_id = NEW.claim_id ORDER BY version DESC LIMIT 1;
    END IF;
    IF NEW.version <> coalesce(newest.version, 0) + 1 THEN
        RAISE EXCEPTION 'ledger: % is at version %; entry % does not follow it', coalesce('claim ' || NEW.claim_id,
            'the method'), coalesce(newest.version, 0), NEW.index USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.statement <> ledger_statement(NEW, newest.statement) THEN
        RAISE EXCEPTION 'ledger: the statement of entry % says something else than its row', NEW.index
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.leaf_hash <> sha256('\x00'::bytea || NEW.statement) THEN
        RAISE EXCEPTION 'ledger: the leaf hash of entry % is not that of its statement', NEW.index
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.frontier <> ledger_frontier(coalesce(last.frontier, int8send(0)), NEW.leaf_hash)
            OR NEW.root_hash <> ledger_root(NEW.frontier) THEN
        RAISE EXCEPTION 'ledger: frontier and root of entry % do not grow out of the tree before it', NEW.index
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.published_by_id <> ledger_person() THEN
        RAISE EXCEPTION 'ledger: an entry is published by the person who signs it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.event IN ('scheme_changed', 'method_changed') THEN
        PERFORM ledger_refuse_unless_active(NEW.published_by_id, 'administrator');
        RETURN NEW;
    END IF;

    IF claim.id IS NULL OR NEW.number IS DISTINCT FROM coalesce(
        newest.number, (SELECT coalesce(max(number), 0) + 1 FROM claims_entry)
    ) THEN
        RAISE EXCEPTION 'ledger: entry % does not carry the number of claim %, or the next one', NEW.index, NEW.claim_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    stood := coalesce(newest.publication, 'none');
    IF NOT EXISTS (
        SELECT 1 FROM claims_move m
        WHERE m.kind = 'publication' AND m.event = NEW.event AND m.before = stood AND m.after = NEW.publication
    ) THEN
        RAISE EXCEPTION 'ledger: "%" does not lead from publication "%" to "%" (claim %)', NEW.event, stood,
            NEW.publication, NEW.claim_id USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.publication = 'live' AND EXISTS (
        SELECT 1 FROM claims_entry WHERE claim_id = NEW.claim_id AND event = 'corrected'
    ) THEN
        RAISE EXCEPTION 'ledger: claim % was corrected once, and readers go on being told so', NEW.claim_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.event <> 'published' AND btrim(NEW.note) = '' THEN
        RAISE EXCEPTION 'ledger: a change to a published claim needs a public note (entry %)', NEW.index
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM ledger_refuse_unless_active(NEW.published_by_id, 'editor');
    IF NEW.event = 'held' THEN
        RETURN NEW;  -- the one exception to four eyes: one editor alone may warn readers
    END IF;

    SELECT * INTO approval FROM claims_decision WHERE id = NEW.decision_id;
    SELECT * INTO asked FROM claims_submission WHERE id = approval.submission_id;
    IF NEW.event = 'released' AND asked.note = '' THEN
        asked.note := NEW.note;  -- a hold asks for its own release, and leaves the words to whoever lifts it
    END IF;
    IF (approval.outcome, approval.claim_id, approval.record_digest, approval.editor_id,
            asked.claim_id, asked.asks, asked.note, asked.correction_class)
            IS DISTINCT FROM ('approved', NEW.claim_id, NEW.record_digest, NEW.published_by_id,
            NEW.claim_id, NEW.event, NEW.note, NEW.correction_class) THEN
        RAISE EXCEPTION 'ledger: no approval of exactly this record stands behind entry %', NEW.index
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.event IN ('published', 'updated', 'corrected') THEN
        IF claim.status <> 'in_review' THEN
            RAISE EXCEPTION 'ledger: claim % is not in review (it is "%"), so entry % cannot publish it', NEW.claim_id,
                claim.status, NEW.index USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF EXISTS (SELECT 1 FROM claims_contribution
                   WHERE claim_id = NEW.claim_id AND person_id = approval.editor_id AND since = claim.content_index) THEN
            RAISE EXCEPTION 'ledger: the approval behind entry % names a contributor', NEW.index
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF EXISTS (SELECT 1 FROM claims_contribution WHERE claim_id = NEW.claim_id AND at > approval.decided_at) THEN
            RAISE EXCEPTION 'ledger: claim % changed after the approval behind entry %', NEW.claim_id, NEW.index
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION ledger_guard_record_body() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    vouched claims_entry;
    said jsonb;
    content bytea;
    stood bytea;
BEGIN
    SELECT * INTO vouched FROM claims_entry WHERE index = NEW.entry_id;
    IF NEW.body IS NULL OR encode(sha256(NEW.body), 'hex') IS DISTINCT FROM vouched.record_digest THEN
        RAISE EXCEPTION 'ledger: the record of entry % does not have the digest that the entry vouches for', NEW.entry_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    said := convert_from(NEW.body, 'UTF8')::jsonb;
    IF ((said ->> 'claim')::bigint, (said ->> 'version')::int, said ->> 'event', said ->> 'note',
            coalesce(said ->> 'publication', 'none'), coalesce(said ->> 'correction_class', ''))
            IS DISTINCT FROM (vouched.number, vouched.version, vouched.event::text, vouched.note,
            vouched.publication::text, vouched.correction_class::text) THEN
        RAISE EXCEPTION 'ledger: the record of entry % says something else than its row', NEW.entry_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF vouched.claim_id IS NULL THEN
        RETURN NEW;
    END IF;
    content := ledger_content(NEW.body);
    IF content IS NULL OR encode(sha256(content), 'hex') <> (
        SELECT reviewed_digest FROM claims_decision WHERE id = vouched.decision_id
    ) THEN
        RAISE EXCEPTION 'ledger: entry % holds another content than its approval reviewed', NEW.entry_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF vouched.event NOT IN ('published', 'updated', 'corrected') THEN
        SELECT ledger_content(b.body) INTO stood FROM claims_recordbody b JOIN claims_entry e ON e.index = b.entry_id
        WHERE e.claim_id = vouched.claim_id AND e.version = vouched.version - 1;
        IF stood IS DISTINCT FROM content THEN
            RAISE EXCEPTION 'ledger: an entry that says "%" repeats the content that stands (entry %)', vouched.event,
                NEW.entry_id USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- At commit: an entry has its record, and its claim says what the newest entry says.
CREATE FUNCTION ledger_entry_is_whole() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM claims_recordbody WHERE entry_id = NEW.index) THEN
        RAISE EXCEPTION 'ledger: entry % has no record', NEW.index USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.claim_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM claims_claim c
        JOIN LATERAL (SELECT * FROM claims_entry WHERE claim_id = c.id ORDER BY version DESC LIMIT 1) newest ON true
        WHERE c.id = NEW.claim_id AND c.number = newest.number AND c.publication = newest.publication
        AND c.content_index = (
            SELECT max(index) FROM claims_entry WHERE claim_id = c.id AND event IN ('published', 'updated', 'corrected')
        )
        AND (c.status <> 'in_review' OR EXISTS (
            SELECT 1 FROM claims_submission
            WHERE claim_id = c.id AND closed_at IS NULL AND asks IN ('published', 'updated', 'corrected')
        ))
    ) THEN
        RAISE EXCEPTION 'ledger: claim % was not brought in line with its newest entry', NEW.claim_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

-- ── Putting the guards in place ──────────────────────────────────────────────────────────────────
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['entry', 'recordbody', 'assessment', 'decision', 'contribution', 'verdict', 'verdictscheme', 'move'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON claims_%s
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()', t);
        EXECUTE format('ALTER TABLE claims_%s ENABLE ALWAYS TRIGGER append_only', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['claim', 'submission'] LOOP
        EXECUTE format('CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON claims_%s
            FOR EACH ROW EXECUTE FUNCTION ledger_guard_%s()', t, t);
        EXECUTE format('ALTER TABLE claims_%s ENABLE ALWAYS TRIGGER guard', t);
    END LOOP;
    EXECUTE 'CREATE TRIGGER guard BEFORE INSERT ON claims_decision FOR EACH ROW EXECUTE FUNCTION ledger_guard_decision()';
    EXECUTE 'CREATE TRIGGER guard BEFORE INSERT ON claims_entry FOR EACH ROW EXECUTE FUNCTION ledger_guard_entry()';
    EXECUTE 'CREATE TRIGGER guard BEFORE INSERT ON claims_recordbody FOR EACH ROW EXECUTE FUNCTION ledger_guard_record_body()';
    FOREACH t IN ARRAY ARRAY['decision', 'entry', 'recordbody'] LOOP
        EXECUTE format('ALTER TABLE claims_%s ENABLE ALWAYS TRIGGER guard', t);
    END LOOP;
    EXECUTE 'CREATE CONSTRAINT TRIGGER whole AFTER INSERT ON claims_entry DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION ledger_entry_is_whole()';
    EXECUTE 'ALTER TABLE claims_entry ENABLE ALWAYS TRIGGER whole';

    FOREACH t IN ARRAY ARRAY['evidence', 'figure', 'appearance', 'claimrelation', 'claimtopic'] LOOP
        EXECUTE format('CREATE TRIGGER touched AFTER INSERT OR UPDATE OR DELETE ON claims_%s
            FOR EACH ROW EXECUTE FUNCTION ledger_touched_claim_part()', t);
    END LOOP;
    EXECUTE 'CREATE TRIGGER touched AFTER INSERT OR UPDATE ON claims_claim FOR EACH ROW EXECUTE FUNCTION ledger_touched_claim()';
    EXECUTE 'CREATE TRIGGER touched AFTER INSERT ON claims_assessment FOR EACH ROW EXECUTE FUNCTION ledger_touched_assessment()';
    EXECUTE 'CREATE TRIGGER touched AFTER INSERT OR UPDATE OR DELETE ON claims_source FOR EACH ROW EXECUTE FUNCTION ledger_touched_source()';
    EXECUTE 'CREATE TRIGGER touched AFTER INSERT OR UPDATE OR DELETE ON claims_relay FOR EACH ROW EXECUTE FUNCTION ledger_touched_relay()';
    FOREACH t IN ARRAY ARRAY['topic', 'claimant', 'outlet'] LOOP
        EXECUTE format('CREATE TRIGGER touched AFTER INSERT OR UPDATE OR DELETE ON claims_%s
            FOR EACH ROW EXECUTE FUNCTION ledger_touched_reference()', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['evidence', 'figure', 'appearance', 'claimrelation', 'claimtopic', 'claim', 'assessment',
                             'source', 'relay', 'topic', 'claimant', 'outlet'] LOOP
        EXECUTE format('ALTER TABLE claims_%s ENABLE ALWAYS TRIGGER touched', t);
    END LOOP;
    -- TRUNCATE fires no row trigger, so it would take away what a claim is made of and name nobody.
    FOREACH t IN ARRAY ARRAY['evidence', 'figure', 'appearance', 'claimrelation', 'claimtopic', 'claim', 'submission',
                             'source', 'relay', 'topic', 'claimant', 'outlet', 'person'] LOOP
        EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON claims_%s
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_no_truncate()', t);
        EXECUTE format('ALTER TABLE claims_%s ENABLE ALWAYS TRIGGER no_truncate', t);
    END LOOP;
END $$;

-- ── Row history ──────────────────────────────────────────────────────────────────────────────────
-- pghistory's triggers write it, and would sleep in replica mode or where `pgtrigger.ignore` names them.
CREATE FUNCTION ledger_history_awake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('pgtrigger.ignore', true), '') NOT IN ('', '{}') THEN
        RAISE EXCEPTION 'ledger: the row history of % cannot be put to sleep; reset pgtrigger.ignore', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

-- Makes every history append-only and every trigger that writes one sleepless, with the owner's rights:
-- the app role itself writes no history. Called after every migration, as migrations make such triggers anew.
CREATE FUNCTION ledger_close_histories() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    history record;
    writer name;
BEGIN
    FOR history IN
        SELECT c.oid, c.relname, left(c.relname, -length('event')) AS tracked FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'pgh_id'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = history.oid AND tgname = 'append_only') THEN
            EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()', history.relname);
            EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', history.relname);
            EXECUTE format('CREATE TRIGGER history_awake BEFORE INSERT OR UPDATE OR DELETE ON %I
                FOR EACH STATEMENT EXECUTE FUNCTION ledger_history_awake()', history.tracked);
            EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER history_awake', history.tracked);
        END IF;
        FOR writer IN
            SELECT tgname FROM pg_trigger WHERE tgrelid = history.tracked::regclass AND tgname LIKE 'pgtrigger\_%'
        LOOP
            EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', history.tracked, writer);
            EXECUTE format('ALTER FUNCTION %I() SECURITY DEFINER SET search_path = public, pg_temp', writer);
        END LOOP;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION ledger_close_histories() FROM PUBLIC;
SELECT ledger_close_histories();

-- ── The app role's privileges ────────────────────────────────────────────────────────────────────
-- Called by the owner after every migration. Least privilege, read off the tables' own triggers: rows may
-- be read and added; changed and removed only where no trigger refuses it anyway; nothing may be truncated.
CREATE FUNCTION ledger_grant(app_role text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    t record;
    allowed text;
BEGIN
    PERFORM ledger_close_histories();
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', app_role);
    EXECUTE format('REVOKE CREATE ON SCHEMA public FROM %I', app_role);
    EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO %I', app_role);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I', app_role);
    FOR t IN
        SELECT c.relname, EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgname = 'append_only') AS closed,
            EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'pgh_id') AS history,
            EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgname = 'guard' AND g.tgtype & 8 <> 0) AS kept
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    LOOP
        allowed := CASE
            -- written by triggers and migrations alone; the roles' names are what the guards go by
            WHEN t.history OR t.relname IN ('claims_contribution', 'claims_move', 'django_migrations', 'auth_group',
                'auth_permission', 'auth_group_permissions', 'django_content_type') THEN 'SELECT'
            WHEN t.closed THEN 'SELECT, INSERT'
            WHEN t.kept THEN 'SELECT, INSERT, UPDATE'  -- a guard refuses every removal
            ELSE 'SELECT, INSERT, UPDATE, DELETE'
        END;
        EXECUTE format('GRANT %s ON %I TO %I', allowed, t.relname, app_role);
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION ledger_grant(text) FROM PUBLIC;
