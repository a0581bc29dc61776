-- Guards for what weighing the evidence brought: second assessments, rates of exchange, rechecks.

-- A second assessment answers an open request to the person who signs it, and may come while the
-- claim is in review; every other assessment needs a working copy that is open to changes.
CREATE OR REPLACE FUNCTION ledger_touched_assessment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    asked claims_assessmentrequest;
    found_status text;
BEGIN
    IF NEW.assessed_by_id <> ledger_person() THEN
        RAISE EXCEPTION 'ledger: an assessment is made by the person who signs it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM ledger_contribute(ARRAY[NEW.claim_id], CASE WHEN NEW.request_id IS NULL THEN 'assessment' ELSE 'second assessment' END);
    IF NEW.request_id IS NULL THEN
        PERFORM ledger_refuse_unless_editable(NEW.claim_id, 'the assessment');
    ELSE
        SELECT * INTO asked FROM claims_assessmentrequest WHERE id = NEW.request_id;
        SELECT status INTO found_status FROM claims_claim WHERE id = NEW.claim_id;
        IF (asked.claim_id, asked.analyst_id, asked.closed_at) IS DISTINCT FROM (NEW.claim_id, NEW.assessed_by_id, NULL)
                OR found_status NOT IN ('draft', 'returned', 'in_review') THEN
            RAISE EXCEPTION 'ledger: a second assessment answers an open request to the person who makes it'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- As before, and through rates of exchange as well: their sources stand in the record like cited ones.
CREATE OR REPLACE FUNCTION ledger_claims_resting_on(source_ids bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH RECURSIVE resting AS (
        SELECT unnest(source_ids) AS id
        UNION
        SELECT r.source_id FROM claims_relay r JOIN resting ON r.original_id = resting.id
    ), cited AS (
        SELECT claim_id, source_id FROM claims_evidence UNION SELECT claim_id, source_id FROM claims_exchangerate
    )
    SELECT coalesce(array_agg(DISTINCT c.claim_id), '{}') FROM cited c JOIN resting ON c.source_id = resting.id
$$;

-- As before, and whether it is about a living person: that decides whether a second assessment is needed.
CREATE OR REPLACE FUNCTION ledger_touched_claim() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_person();
    IF TG_OP = 'INSERT' THEN
        PERFORM ledger_contribute(ARRAY[NEW.id], 'claim insert');
    ELSIF (NEW.statement, NEW.quote, NEW.claimant_id, NEW.language, NEW.first_claimed, NEW.about_living_person)
            IS DISTINCT FROM
            (OLD.statement, OLD.quote, OLD.claimant_id, OLD.language, OLD.first_claimed, OLD.about_living_person) THEN
        PERFORM ledger_contribute(ARRAY[NEW.id], 'claim update');
        PERFORM ledger_refuse_unless_editable(NEW.id, 'the text');
    END IF;
    RETURN NULL;
END $$;

-- As before, and the claims that take a rate of exchange from one of these sources.
CREATE OR REPLACE FUNCTION ledger_claims_resting_on(source_ids bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH RECURSIVE resting AS (
        SELECT unnest(source_ids) AS id
        UNION
        SELECT r.source_id FROM claims_relay r JOIN resting ON r.original_id = resting.id
    ), naming AS (
        SELECT e.claim_id FROM claims_evidence e JOIN resting ON e.source_id = resting.id
        UNION
        SELECT x.claim_id FROM claims_exchangerate x JOIN resting ON x.source_id = resting.id
    )
    SELECT coalesce(array_agg(claim_id), '{}') FROM naming
$$;

-- Rows that are made open, closed once, and otherwise never change: requests and rechecks.
CREATE FUNCTION ledger_guard_closable() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'ledger: a row of % is never deleted', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM ledger_person();
    IF TG_OP = 'INSERT' THEN
        IF NEW.closed_at IS NOT NULL THEN
            RAISE EXCEPTION 'ledger: a row of % is made open', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
        END IF;
    ELSIF OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
            OR to_jsonb(NEW) - 'closed_at' <> to_jsonb(OLD) - 'closed_at' THEN
        RAISE EXCEPTION 'ledger: a row of % does not change, it is closed once', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['assessmentrequest', 'recheck'] LOOP
        EXECUTE format('CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON claims_%s
            FOR EACH ROW EXECUTE FUNCTION ledger_guard_closable()', t);
        EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON claims_%s
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_no_truncate()', t);
        EXECUTE format('ALTER TABLE claims_%s ENABLE ALWAYS TRIGGER guard', t);
        EXECUTE format('ALTER TABLE claims_%s ENABLE ALWAYS TRIGGER no_truncate', t);
    END LOOP;
    EXECUTE 'CREATE TRIGGER touched AFTER INSERT OR UPDATE OR DELETE ON claims_exchangerate
        FOR EACH ROW EXECUTE FUNCTION ledger_touched_claim_part()';
    EXECUTE 'ALTER TABLE claims_exchangerate ENABLE ALWAYS TRIGGER touched';
    EXECUTE 'CREATE TRIGGER no_truncate BEFORE TRUNCATE ON claims_exchangerate
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_no_truncate()';
    EXECUTE 'ALTER TABLE claims_exchangerate ENABLE ALWAYS TRIGGER no_truncate';
END $$;

SELECT ledger_close_histories();  -- the new table's, and those that this migration made anew
