-- The lexemes of editions beside their wide rows. A search visits the row of every match; a wide row lies in a
-- page of its own, of narrow ones a hundred share a page. The vectors themselves stand aside (TOAST), unpacked,
-- for a ranking reads a thousand of them.
-- Calls name their schema: a dump is restored with an empty search path.

ALTER TABLE claims_lexemes SET (toast_tuple_target = 128);
ALTER TABLE claims_lexemes ALTER COLUMN search SET STORAGE EXTERNAL;

-- Whatever writes an edition (the door, a redaction, the making anew) writes its lexemes in the same transaction.
CREATE FUNCTION ledger_keep_lexemes() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM public.claims_lexemes WHERE entry_id = OLD.entry_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO public.claims_lexemes (entry_id, language, search)
        VALUES (NEW.entry_id, NEW.language, NEW.search)
        ON CONFLICT (entry_id) DO UPDATE SET language = EXCLUDED.language, search = EXCLUDED.search;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER lexemes
AFTER INSERT OR DELETE OR UPDATE OF entry_id, language, statement, quote, claimant_name, more_text ON claims_edition
FOR EACH ROW EXECUTE FUNCTION ledger_keep_lexemes();
ALTER TABLE claims_edition ENABLE ALWAYS TRIGGER lexemes;
