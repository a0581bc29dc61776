-- A revision that changes nothing is closed: the claim stands verified again, as it did before it was opened.
-- While a claim is verified its own rows do not change, so those at the opening are those that were approved.
-- Shared records (sources, topics, outlets) may change under any claim, verified or not; that the content is
-- what stands published is what the action asks for.

-- The digest of all rows that are a claim's own, and of which assessment leads.
CREATE FUNCTION ledger_working_rows(claim claims_claim) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        claim.statement, claim.quote, claim.claimant_id, claim.language, claim.first_claimed, claim.about_living_person,
        (SELECT jsonb_agg(r.topic_id ORDER BY r.topic_id) FROM claims_claimtopic r WHERE r.claim_id = claim.id),
        (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.id) FROM claims_figure r WHERE r.claim_id = claim.id),
        (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.id) FROM claims_appearance r WHERE r.claim_id = claim.id),
        (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.id) FROM claims_claimrelation r WHERE r.claim_id = claim.id),
        (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.id) FROM claims_evidence r WHERE r.claim_id = claim.id),
        (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.id) FROM claims_exchangerate r WHERE r.claim_id = claim.id),
        (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.id) FROM claims_replyrequest r WHERE r.claim_id = claim.id),
        (SELECT max(r.id) FROM claims_assessment r WHERE r.claim_id = claim.id AND r.request_id IS NULL)
    )::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION ledger_refuse_unless_unchanged(before claims_claim, after claims_claim) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM claims_person p
        JOIN claims_person_groups pg ON pg.person_id = p.id JOIN auth_group g ON g.id = pg.group_id
        WHERE p.id = ledger_person() AND g.name IN ('analyst', 'editor')
    ) THEN
        RAISE EXCEPTION 'ledger: person % is neither analyst nor editor and closes no revision', ledger_person()
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF before.opened_with = '' THEN  -- a draft, a redacted entry, or opened before this was kept
        RAISE EXCEPTION 'ledger: how claim % stood when it was opened is not known, so only an entry makes it verified',
            after.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF before.publication <> after.publication
            OR after.publication NOT IN ('live', 'corrected', 'retracted', 'held')
            OR before.opened_with <> ledger_working_rows(after) THEN
        RAISE EXCEPTION 'ledger: claim % was changed since its revision was opened, so the revision is not closed',
            after.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT 1 FROM claims_assessmentrequest WHERE claim_id = after.id AND closed_at IS NULL) THEN
        RAISE EXCEPTION 'ledger: a second assessment of claim % is awaited, so its revision is not closed', after.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

-- As in guards.sql, and: what `opened_with` says, and the way back from an open revision.
CREATE OR REPLACE FUNCTION ledger_guard_claim() RETURNS trigger
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
        NEW.opened_with := '';
        RETURN NEW;
    END IF;

    NEW.opened_with := OLD.opened_with;  -- nobody else writes it
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
        IF NEW.status = 'verified' AND OLD.status IN ('draft', 'returned') THEN
            PERFORM ledger_refuse_unless_unchanged(OLD, NEW);
        ELSIF NEW.status = 'verified' AND NOT EXISTS (
            SELECT 1 FROM claims_decision d JOIN claims_entry e ON e.decision_id = d.id WHERE d.submission_id = asked.id
        ) THEN
            RAISE EXCEPTION 'ledger: claim % is verified only by an entry that an editor approved', OLD.id
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.status = 'verified' THEN
            NEW.opened_with := '';
        ELSIF OLD.status = 'verified' AND NEW.publication IN ('live', 'corrected', 'retracted', 'held') THEN
            NEW.opened_with := ledger_working_rows(OLD);
        END IF;
    END IF;
    IF NEW.publication = 'redacted' THEN
        NEW.opened_with := '';  -- a digest from which words that were withdrawn could be guessed
    END IF;
    RETURN NEW;
END $$;

SELECT ledger_close_histories();  -- that of claims was made anew
