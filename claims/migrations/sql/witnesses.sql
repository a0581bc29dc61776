-- Guards of what witnesses signed. That a witness's key made the signature is checked before it comes here,
-- and by every verifier after: the database knows no Ed25519.
CREATE FUNCTION ledger_guard_cosignature() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    name text := split_part(NEW.witness, '+', 1);
    signature bytea;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM claims_checkpoint WHERE size = NEW.size) THEN
        RAISE EXCEPTION 'ledger: no checkpoint of size % was signed here, so no witness can have cosigned it', NEW.size
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.line ~ '[\r\n]' OR NEW.line !~ '^— \S+ [A-Za-z0-9+/]+=*$' OR NOT ledger_names_key(NEW.line, NEW.witness) THEN
        RAISE EXCEPTION 'ledger: a cosignature is one line in the name of its witness, "%"', name
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Four bytes name the key, eight say when, sixty-four are the signature.
    signature := decode(split_part(NEW.line, ' ', 3), 'base64');
    IF length(signature) <> 76 OR NEW.cosigned_at IS DISTINCT FROM
            to_timestamp(('x' || encode(substr(signature, 5, 8), 'hex'))::bit(64)::bigint) THEN
        RAISE EXCEPTION 'ledger: the cosignature of size % by "%" says another time than its row', NEW.size, name
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.noted_at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON claims_cosignature
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER guard BEFORE INSERT ON claims_cosignature FOR EACH ROW EXECUTE FUNCTION ledger_guard_cosignature();
ALTER TABLE claims_cosignature ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE claims_cosignature ENABLE ALWAYS TRIGGER guard;
