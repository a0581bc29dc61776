-- Guards of the inbox: what a reader wrote stays as it was written, and goes no sooner than the reader was told.

CREATE FUNCTION ledger_guard_letter() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    answers text[] := '{state, claim_id, answer, answered_by_id, answered_at, sender}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' OR NEW.keep_until < NEW.received_at THEN
            RAISE EXCEPTION 'ledger: a letter comes in open, and is kept from then on' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - answers <> to_jsonb(OLD) - answers OR NEW.sender NOT IN (OLD.sender, '') THEN
        RAISE EXCEPTION 'ledger: what a reader wrote does not change (letter %)', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF to_jsonb(NEW) - 'sender' <> to_jsonb(OLD) - 'sender'
            AND ledger_person() IS DISTINCT FROM coalesce(NEW.answered_by_id, ledger_person()) THEN
        RAISE EXCEPTION 'ledger: a letter is answered by the person who signs it (letter %)', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION ledger_guard_letter_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.keep_until > ledger_clock() THEN
        RAISE EXCEPTION 'ledger: letter % is kept until %', OLD.id, OLD.keep_until
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;

-- Removal has a trigger of its own: ledger_grant() takes DELETE away where "guard" refuses every removal.
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON claims_letter FOR EACH ROW EXECUTE FUNCTION ledger_guard_letter();
CREATE TRIGGER guard_kept BEFORE DELETE ON claims_letter FOR EACH ROW EXECUTE FUNCTION ledger_guard_letter_kept();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON claims_letter FOR EACH STATEMENT EXECUTE FUNCTION ledger_no_truncate();
ALTER TABLE claims_letter ENABLE ALWAYS TRIGGER guard;
ALTER TABLE claims_letter ENABLE ALWAYS TRIGGER guard_kept;
ALTER TABLE claims_letter ENABLE ALWAYS TRIGGER no_truncate;
