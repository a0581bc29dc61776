-- Guards for what weighing the evidence brought: second assessments, rates of exchange, rechecks.

-- A second assessment answers an open request to the person who signs it, and may come while the
-- claim is in review; every other assessment needs a working copy that is open to changes.
CREATE OR REPLACE FUNCTION ledger_touched_assessment() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    asked claims_assessmentrequest;
    found_status text;
BEGIN
    IF NEW.assessed_by_id <> ledger_person() THEN
        RAISE EXCEPTION 'ledger: an assessment is made by the person who signs it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.request_id IS NULL THEN
        PERFORM ledger_refuse_unless_editable(NEW.claim_id, 'the assessment');
    ELSE
        SELECT * INTO asked FROM claims_assessmentrequest WHERE id = NEW.request_id;
        SELECT status INTO found_status FROM claims_claim WHERE id = NEW.claim_id;
        IF asked.claim_id <> NEW.claim_id OR asked.analyst_id <> NEW.assessed_by_id OR asked.closed_at IS NOT NULL
                OR found_status NOT IN ('draft', 'returned', 'in_review') THEN
            RAISE EXCEPTION 'ledger: a second assessment answers an open request to the person who makes it'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    PERFORM ledger_contribute(ARRAY[NEW.claim_id], CASE WHEN NEW.request_id IS NULL THEN 'assessment' ELSE 'second assessment' END);
    RETURN NULL;
END $$;

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
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()', t);
        EXECUTE format('ALTER TABLE claims_%s ENABLE ALWAYS TRIGGER guard', t);
        EXECUTE format('ALTER TABLE claims_%s ENABLE ALWAYS TRIGGER no_truncate', t);
    END LOOP;
    EXECUTE 'CREATE TRIGGER touched AFTER INSERT OR UPDATE OR DELETE ON claims_exchangerate
        FOR EACH ROW EXECUTE FUNCTION ledger_touched_claim_part()';
    EXECUTE 'ALTER TABLE claims_exchangerate ENABLE ALWAYS TRIGGER touched';
    EXECUTE 'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON claims_exchangerateevent
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()';
    EXECUTE 'ALTER TABLE claims_exchangerateevent ENABLE ALWAYS TRIGGER append_only';
END $$;
