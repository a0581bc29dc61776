-- Guards of the log as it is served and signed: tiles, keys, checkpoints.

-- The 256 hashes of a full tile, the nodes above them, and its root last: as merkle.py counts them.
CREATE FUNCTION ledger_tile(hashes bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    level bytea := hashes;
    nodes bytea := hashes;
BEGIN
    WHILE length(level) > 32 LOOP
        SELECT string_agg(sha256('\x01'::bytea || substr(level, place, 64)), ''::bytea ORDER BY place) INTO level
        FROM generate_series(1, length(level), 64) AS place;
        nodes := nodes || level;
    END LOOP;
    RETURN nodes;
END $$;

-- The 256 hashes that a tile has to hold: leaf hashes, or the roots of the tiles below. Less while it is not full.
CREATE FUNCTION ledger_tile_hashes(tile_level int, tile_number bigint) RETURNS bytea
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF tile_level = 0 THEN
        RETURN (SELECT string_agg(leaf_hash, ''::bytea ORDER BY index) FROM claims_entry
                WHERE index >= tile_number * 256 AND index < tile_number * 256 + 256);
    END IF;
    RETURN (SELECT string_agg(root, ''::bytea ORDER BY number) FROM claims_tile
            WHERE level = tile_level - 1 AND number >= tile_number * 256 AND number < tile_number * 256 + 256);
END $$;

CREATE FUNCTION ledger_guard_tile() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    hashes bytea := ledger_tile_hashes(NEW.level, NEW.number);
BEGIN
    IF length(hashes) IS DISTINCT FROM 8192 THEN
        RAISE EXCEPTION 'ledger: tile % of level % is not full yet', NEW.number, NEW.level
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.nodes || NEW.root IS DISTINCT FROM ledger_tile(hashes) OR length(NEW.root) <> 32 THEN
        RAISE EXCEPTION 'ledger: tile % of level % does not hold the hashes of its entries', NEW.number, NEW.level
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- A key's text is name+id+base64; the id follows from the rest (C2SP signed-note).
CREATE FUNCTION ledger_guard_log_key() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    name text := split_part(NEW.verifier, '+', 1);
    id text := split_part(NEW.verifier, '+', 2);
    material bytea := decode(substr(NEW.verifier, length(name || id) + 3), 'base64');
    first_name text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ledger.sequencer'));
    IF name = '' OR name ~ '\s' OR length(material) <> 33 OR get_byte(material, 0) <> 1
            OR encode(substr(sha256(convert_to(name || E'\n', 'UTF8') || material), 1, 4), 'hex') <> id THEN
        RAISE EXCEPTION 'ledger: "%" is no verifier key of the log', NEW.verifier USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT split_part(verifier, '+', 1) INTO first_name FROM claims_logkey ORDER BY claims_logkey.id LIMIT 1;
    IF first_name <> name THEN
        RAISE EXCEPTION 'ledger: the log''s keys are called "%", as its first one, and not "%"', first_name, name
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.first_size IS DISTINCT FROM (SELECT max(index) + 1 FROM claims_entry) THEN
        RAISE EXCEPTION 'ledger: a key of the log begins at the log''s size now, not at %', NEW.first_size
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.since := clock_timestamp();
    RETURN NEW;
END $$;

-- Whether a signed note has a line in the name of this key. That the key made it is for verifiers to say.
CREATE FUNCTION ledger_names_key(note text, verifier text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM unnest(string_to_array(note, E'\n')) AS line
        WHERE starts_with(line, '— ' || split_part(verifier, '+', 1) || ' ')
        AND encode(substr(decode(split_part(line, ' ', 3), 'base64'), 1, 4), 'hex') = split_part(verifier, '+', 2)
    )
$$;

CREATE FUNCTION ledger_guard_checkpoint() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    said text := convert_from(NEW.note, 'UTF8');
    origin text;
    last claims_entry;
    newest claims_logkey;
    former claims_logkey;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ledger.sequencer'));
    SELECT * INTO last FROM claims_entry ORDER BY index DESC LIMIT 1;
    IF (NEW.size, NEW.root) IS DISTINCT FROM (last.index + 1, last.root_hash) THEN
        RAISE EXCEPTION 'ledger: a checkpoint is of the newest entry: of size %, with its root', coalesce(last.index + 1, 0)
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF split_part(said, E'\n', 2) <> NEW.size::text OR split_part(said, E'\n', 3) <> encode(NEW.root, 'base64')
            OR split_part(said, E'\n', 4) <> '' OR split_part(said, E'\n', 5) = '' THEN
        RAISE EXCEPTION 'ledger: the checkpoint of size % says something else than its row', NEW.size
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT split_part(convert_from(note, 'UTF8'), E'\n', 1) INTO origin FROM claims_checkpoint ORDER BY id LIMIT 1;
    IF split_part(said, E'\n', 1) <> origin THEN
        RAISE EXCEPTION 'ledger: the log''s origin is "%", as its first checkpoint says, and not "%"', origin,
            split_part(said, E'\n', 1) USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO newest FROM claims_logkey ORDER BY id DESC LIMIT 1;
    IF newest.id IS DISTINCT FROM NEW.key_id OR NOT ledger_names_key(said, newest.verifier) THEN
        RAISE EXCEPTION 'ledger: the checkpoint of size % is not signed in the name of the log''s newest key', NEW.size
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM claims_checkpoint WHERE key_id = newest.id) THEN
        SELECT * INTO former FROM claims_logkey WHERE id < newest.id ORDER BY id DESC LIMIT 1;
        IF NEW.size <> newest.first_size OR NOT ledger_names_key(said, coalesce(former.verifier, newest.verifier)) THEN
            RAISE EXCEPTION 'ledger: the first checkpoint of a key is of the size where it begins, signed by the key before it too'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    NEW.signed_at := clock_timestamp();
    RETURN NEW;
END $$;

-- At commit: a key has signed, so a reader of the list of keys is never ahead of the checkpoints.
CREATE FUNCTION ledger_key_has_signed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM claims_checkpoint WHERE key_id = NEW.id) THEN
        RAISE EXCEPTION 'ledger: the key of the log that begins at size % has signed nothing', NEW.first_size
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['tile', 'logkey', 'checkpoint'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON claims_%s
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()', t);
        EXECUTE format('ALTER TABLE claims_%s ENABLE ALWAYS TRIGGER append_only', t);
    END LOOP;
    CREATE TRIGGER guard BEFORE INSERT ON claims_tile FOR EACH ROW EXECUTE FUNCTION ledger_guard_tile();
    CREATE TRIGGER guard BEFORE INSERT ON claims_logkey FOR EACH ROW EXECUTE FUNCTION ledger_guard_log_key();
    CREATE TRIGGER guard BEFORE INSERT ON claims_checkpoint FOR EACH ROW EXECUTE FUNCTION ledger_guard_checkpoint();
    CREATE CONSTRAINT TRIGGER signed AFTER INSERT ON claims_logkey DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION ledger_key_has_signed();
    FOREACH t IN ARRAY ARRAY['tile', 'logkey', 'checkpoint'] LOOP
        EXECUTE format('ALTER TABLE claims_%s ENABLE ALWAYS TRIGGER guard', t);
    END LOOP;
    ALTER TABLE claims_logkey ENABLE ALWAYS TRIGGER signed;
    -- Hashes do not shrink, and proofs read slices of them: kept as they are, a slice is read alone.
    ALTER TABLE claims_tile ALTER COLUMN nodes SET STORAGE EXTERNAL;
END $$;
