-- Redaction: published text is withdrawn for good, in the transaction of an entry that says so, and in no other
-- way. Storing that entry's record is what empties the records that it names: nobody needs a right to empty
-- anything, and nobody has one.

-- ── When, and what ───────────────────────────────────────────────────────────────────────────────
-- Whether a row was written by the transaction that asks: a row that one sees, of a transaction still under way.
CREATE FUNCTION ledger_is_ours(written xid) RETURNS boolean
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    circle CONSTANT bigint := 4294967296;  -- a row's stamp is the low half of the number of its transaction
    ours bigint := pg_current_xact_id()::text::bigint;
    ahead bigint := (written::text::bigint - ours % circle + circle) % circle;
BEGIN
    IF ahead >= circle / 2 THEN
        ahead := ahead - circle;
    END IF;
    RETURN pg_xact_status((ours + ahead)::text::xid8) = 'in progress';
END $$;

-- The claim that this very transaction redacts: the log ends with an entry of ours that says so.
CREATE FUNCTION ledger_redacting() RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    found_claim bigint;
    found_event text;
    stamp xid;
BEGIN
    SELECT claim_id, event, xmin INTO found_claim, found_event, stamp FROM claims_entry ORDER BY index DESC LIMIT 1;
    RETURN CASE WHEN found_event = 'redacted' AND ledger_is_ours(stamp) THEN found_claim END;
END $$;

-- The versions that a record says are redacted.
CREATE FUNCTION ledger_redacts(body bytea) RETURNS int[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(each::int ORDER BY place), '{}')
    FROM jsonb_array_elements_text(coalesce(convert_from(body, 'UTF8')::jsonb -> 'redacts', '[]')) WITH ORDINALITY AS e(each, place)
$$;

-- What may ever be emptied, table by table, and nothing else of it. The row histories lose only what the row
-- itself says no more.
CREATE FUNCTION ledger_redactable() RETURNS TABLE (name text, columns text[], belongs text)
LANGUAGE sql IMMUTABLE AS $$
    VALUES
        ('claims_recordbody', '{body}'::text[], 'version'),
        ('claims_entry', '{note}', 'version'),
        ('claims_assessment', '{rationale, alternatives, missing, would_change, above_ceiling_reason}', 'judgement'),
        ('claims_decision', '{comment}', 'talk'),
        ('claims_comment', '{text}', 'talk'),
        ('claims_claimevent', '{statement, quote, first_claimed}', 'claim'),
        ('claims_evidenceevent', '{quote, locator, note, withheld_reason}', 'part'),
        ('claims_figureevent', '{role, unit, as_of}', 'part'),
        ('claims_appearanceevent', '{date, place, url, archived_url, note}', 'part'),
        ('claims_replyrequestevent', '{asked_of, asked_on, how, answer, answered_on}', 'part'),
        ('claims_claimantevent', '{slug, name, description}', 'claimant'),
        ('claims_outletevent', '{slug, name, homepage, reliability_reason}', 'outlet'),
        ('claims_sourceevent', '{title, authors, url, archived_url, published, accessed, reliability_reason, withheld_reason}', 'source')
$$;

-- As before, and silent while a redaction is under way: which rows and columns then, `only_empties` says.
CREATE OR REPLACE FUNCTION ledger_append_only() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND ledger_redacting() IS NOT NULL AND EXISTS (SELECT 1 FROM ledger_redactable() WHERE name = TG_TABLE_NAME) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'ledger: % is append-only; % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

-- While a redaction is under way a closed row may lose text, never gain or change any; a record and an entry's
-- note only if the redaction names that version.
CREATE FUNCTION ledger_only_empties() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    allowed text[];
    kind text;
    owner claims_entry;
BEGIN
    SELECT columns, belongs INTO allowed, kind FROM ledger_redactable() WHERE name = TG_TABLE_NAME;
    IF EXISTS (
        SELECT 1 FROM jsonb_each(to_jsonb(OLD)) o JOIN jsonb_each(to_jsonb(NEW)) n USING (key)
        WHERE n.value <> o.value AND (o.key <> ALL (allowed) OR n.value NOT IN ('""', 'null'))
    ) THEN
        RAISE EXCEPTION 'ledger: a redaction empties %, it changes nothing in it', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF kind = 'version' THEN
        SELECT e.* INTO owner FROM claims_entry e
        WHERE e.index = (to_jsonb(OLD) ->> CASE WHEN TG_TABLE_NAME = 'claims_entry' THEN 'index' ELSE 'entry_id' END)::bigint;
        IF NOT EXISTS (
            SELECT 1 FROM claims_entry e JOIN claims_recordbody b ON b.entry_id = e.index
            WHERE e.claim_id = owner.claim_id AND e.event = 'redacted' AND e.version > owner.version
            AND owner.version = ANY (ledger_redacts(b.body))
        ) THEN
            RAISE EXCEPTION 'ledger: no redaction names entry %', owner.index USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- ── The record of a redaction ────────────────────────────────────────────────────────────────────
-- As before, and `null` where readers have no content any more.
CREATE OR REPLACE FUNCTION ledger_content(body bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
    SELECT convert_to(substring(split_part(convert_from(body, 'UTF8'), ',"correction_class":', 1)
                                FROM '^\{"claim":[0-9]+,"content":(\{.*\}|null)$'), 'UTF8')
$$;

-- As before; what a redaction has to repeat, `guard_redaction` says.
CREATE OR REPLACE FUNCTION ledger_guard_record_body() RETURNS trigger
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
    IF vouched.event NOT IN ('published', 'updated', 'corrected', 'redacted') THEN
        SELECT ledger_content(b.body) INTO stood FROM claims_recordbody b JOIN claims_entry e ON e.index = b.entry_id
        WHERE e.claim_id = vouched.claim_id AND e.version = vouched.version - 1;
        IF stood IS DISTINCT FROM content THEN
            RAISE EXCEPTION 'ledger: an entry that says "%" repeats the content that stands (entry %)', vouched.event,
                NEW.entry_id USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- A redaction names what was approved and what went before, in order; takes a content wherever it stands; and
-- leaves readers what stood, or nothing. No other record names versions or lacks a content.
CREATE FUNCTION ledger_guard_redaction() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    vouched claims_entry;
    asked claims_submission;
    named int[];
    gone int[];
    content bytea;
    stood bytea;
BEGIN
    SELECT * INTO vouched FROM claims_entry WHERE index = NEW.entry_id;
    -- Looked up in the bytes, as every publication passes here: `content` stands right behind `claim`.
    IF vouched.claim_id IS NOT NULL
            AND (position('"content":null,'::bytea IN substr(NEW.body, 1, 60)) > 0) <> (vouched.publication = 'redacted') THEN
        RAISE EXCEPTION 'ledger: entry % has no content exactly if it leaves readers none', NEW.entry_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF vouched.event <> 'redacted' THEN
        IF position('"redacts":['::bytea IN NEW.body) > 0 AND position('"redacts":[]'::bytea IN NEW.body) = 0 THEN
            RAISE EXCEPTION 'ledger: entry % says "%", and redacts nothing', NEW.entry_id, vouched.event
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;

    named := ledger_redacts(NEW.body);
    content := ledger_content(NEW.body);
    SELECT s.* INTO asked FROM claims_submission s JOIN claims_decision d ON d.submission_id = s.id
    WHERE d.id = vouched.decision_id;
    SELECT coalesce(array_agg(e.version), '{}') INTO gone
    FROM claims_entry e JOIN claims_recordbody b ON b.entry_id = e.index
    WHERE e.claim_id = vouched.claim_id AND b.body IS NULL;
    IF named IS DISTINCT FROM (SELECT array_agg(DISTINCT v ORDER BY v) FROM unnest(asked.redacts || gone) v)
            OR asked.redacts && gone OR (SELECT count(*) FROM claims_entry WHERE claim_id = vouched.claim_id
                AND version < vouched.version AND version = ANY (asked.redacts)) <> cardinality(asked.redacts) THEN
        RAISE EXCEPTION 'ledger: entry % redacts other versions than were approved and went before', NEW.entry_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (
        SELECT 1 FROM claims_entry e JOIN claims_recordbody b ON b.entry_id = e.index
        JOIN claims_entry o ON o.claim_id = e.claim_id JOIN claims_recordbody c ON c.entry_id = o.index
        WHERE e.claim_id = vouched.claim_id AND e.version = ANY (named)
        AND o.version <> ALL (named) AND o.version < vouched.version
        AND ledger_content(b.body) = ledger_content(c.body) AND ledger_content(b.body) <> 'null'
    ) THEN
        RAISE EXCEPTION 'ledger: entry % leaves a version that says the same as one that it redacts', NEW.entry_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT ledger_content(b.body) INTO stood FROM claims_recordbody b JOIN claims_entry e ON e.index = b.entry_id
    WHERE e.claim_id = vouched.claim_id AND e.version = vouched.version - 1;
    IF content IS DISTINCT FROM (CASE WHEN vouched.version - 1 = ANY (named) THEN 'null'::bytea ELSE stood END) THEN
        RAISE EXCEPTION 'ledger: a redaction repeats the content that stands, or leaves none where it takes it (entry %)',
            NEW.entry_id USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- As before, and a content that follows none has no verdict before it.
CREATE OR REPLACE FUNCTION ledger_guard_record_body_fair() RETURNS trigger
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
        IF stood -> 'content' <> 'null' AND stood #>> '{content,assessment,verdict,code}'
                IS DISTINCT FROM said #>> '{content,assessment,verdict,code}' THEN
            RAISE EXCEPTION 'ledger: entry % changes the verdict of claim % and does not say so', NEW.entry_id, claim.id
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- As before; and a redaction may take the words of a claim's earlier submissions.
CREATE OR REPLACE FUNCTION ledger_guard_submission() RETURNS trigger
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
    IF OLD.closed_at IS NOT NULL AND NEW.note IN (OLD.note, '') AND NEW.message IN (OLD.message, '')
            AND to_jsonb(NEW) - '{note,message}'::text[] = to_jsonb(OLD) - '{note,message}'::text[]
            AND NEW.claim_id = ledger_redacting() THEN
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

-- ── The emptying ─────────────────────────────────────────────────────────────────────────────────
-- Empties in one history what these rows said once and say no more.
CREATE FUNCTION ledger_forget(history text, ids bigint[], by_column text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    col text;
BEGIN
    FOR col IN SELECT unnest(columns) FROM ledger_redactable() WHERE name = history LOOP
        EXECUTE format(
            'UPDATE %1$I h SET %2$I = '''' WHERE h.%3$I = ANY ($1) AND h.%2$I <> '''''
            ' AND NOT EXISTS (SELECT 1 FROM %4$I r WHERE r.id = h.id AND r.%2$I = h.%2$I)',
            history, col, by_column, left(history, -length('event'))
        ) USING ids;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION ledger_forget(text, bigint[], text) FROM PUBLIC;

-- As the record of a redaction is stored, what it names goes. SECURITY DEFINER: the app role itself may not.
CREATE FUNCTION ledger_redact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    vouched claims_entry;
    asked claims_submission;
    named int[];
    standing claims_assessment;
    last_content timestamptz;
    sources bigint[];
BEGIN
    SELECT * INTO vouched FROM claims_entry WHERE index = NEW.entry_id AND event = 'redacted';
    IF vouched.index IS NULL THEN
        RETURN NULL;
    END IF;
    named := ledger_redacts(NEW.body);
    SELECT s.* INTO asked FROM claims_submission s JOIN claims_decision d ON d.submission_id = s.id
    WHERE d.id = vouched.decision_id;

    -- Notes first: the records say the same words, and who may lose a note is read off the log.
    UPDATE claims_submission s SET note = '' FROM claims_decision d JOIN claims_entry e ON e.decision_id = d.id
    WHERE d.submission_id = s.id AND e.claim_id = vouched.claim_id AND e.version = ANY (named) AND s.note <> '';
    UPDATE claims_entry SET note = '' WHERE claim_id = vouched.claim_id AND version = ANY (named) AND note <> '';
    UPDATE claims_recordbody b SET body = NULL FROM claims_entry e
    WHERE e.index = b.entry_id AND e.claim_id = vouched.claim_id AND e.version = ANY (named) AND b.body IS NOT NULL;

    -- Earlier assessments lose what the current one says no more; those of the version in work stay.
    SELECT * INTO standing FROM claims_assessment WHERE claim_id = vouched.claim_id AND request_id IS NULL ORDER BY id DESC LIMIT 1;
    SELECT max(published_at) INTO last_content FROM claims_entry
    WHERE claim_id = vouched.claim_id AND event IN ('published', 'updated', 'corrected');
    UPDATE claims_assessment a SET
        rationale = CASE a.rationale WHEN standing.rationale THEN a.rationale ELSE '' END,
        alternatives = CASE a.alternatives WHEN standing.alternatives THEN a.alternatives ELSE '' END,
        missing = CASE a.missing WHEN standing.missing THEN a.missing ELSE '' END,
        would_change = CASE a.would_change WHEN standing.would_change THEN a.would_change ELSE '' END,
        above_ceiling_reason = CASE a.above_ceiling_reason WHEN standing.above_ceiling_reason THEN a.above_ceiling_reason ELSE '' END
    WHERE a.claim_id = vouched.claim_id AND a.id <> standing.id AND a.assessed_at <= last_content;

    -- Where nothing is left for readers, what the desk said about it until it was asked for goes as well.
    IF vouched.publication = 'redacted' THEN
        UPDATE claims_comment SET text = '' WHERE claim_id = vouched.claim_id AND written_at <= asked.submitted_at;
        UPDATE claims_decision SET comment = '' WHERE claim_id = vouched.claim_id AND decided_at <= asked.submitted_at AND comment <> '';
        UPDATE claims_submission SET message = ''
        WHERE claim_id = vouched.claim_id AND closed_at IS NOT NULL AND id < asked.id AND message <> '';
    END IF;

    -- The row history of the claim and its parts, and of the claimants, sources and outlets that it ever named.
    PERFORM ledger_forget(name, ARRAY[vouched.claim_id], CASE belongs WHEN 'claim' THEN 'id' ELSE 'claim_id' END)
    FROM ledger_redactable() WHERE belongs IN ('claim', 'part');
    PERFORM ledger_forget('claims_claimantevent', (
        SELECT array_agg(DISTINCT claimant_id) FROM claims_claimevent WHERE id = vouched.claim_id), 'id');
    WITH RECURSIVE named_ever AS (
        SELECT source_id AS id FROM claims_evidenceevent WHERE claim_id = vouched.claim_id
        UNION SELECT source_id FROM claims_exchangerateevent WHERE claim_id = vouched.claim_id
        UNION SELECT r.original_id FROM claims_relayevent r JOIN named_ever ON r.source_id = named_ever.id
    )
    SELECT array_agg(id) INTO sources FROM named_ever;
    PERFORM ledger_forget('claims_outletevent', (
        SELECT array_agg(DISTINCT outlet_id) FROM (
            SELECT outlet_id FROM claims_sourceevent WHERE id = ANY (sources)
            UNION SELECT outlet_id FROM claims_appearanceevent WHERE claim_id = vouched.claim_id
        ) named_outlets), 'id');
    PERFORM ledger_forget('claims_sourceevent', sources, 'id');
    RETURN NULL;
END $$;

-- At commit: what a redaction names has no record.
CREATE FUNCTION ledger_redaction_is_whole() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM claims_recordbody own, claims_recordbody b JOIN claims_entry e ON e.index = b.entry_id
        WHERE own.entry_id = NEW.index AND e.claim_id = NEW.claim_id AND b.body IS NOT NULL
        AND e.version = ANY (ledger_redacts(own.body))
    ) THEN
        RAISE EXCEPTION 'ledger: entry % redacts a version that still has its record', NEW.index
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

-- ── Putting the guards in place ──────────────────────────────────────────────────────────────────
DO $$
DECLARE
    t text;
BEGIN
    FOR t IN SELECT name FROM ledger_redactable() LOOP
        EXECUTE format('CREATE TRIGGER only_empties BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION ledger_only_empties()', t);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER only_empties', t);
    END LOOP;
    EXECUTE 'CREATE TRIGGER guard_redaction BEFORE INSERT ON claims_recordbody
        FOR EACH ROW EXECUTE FUNCTION ledger_guard_redaction()';
    EXECUTE 'ALTER TABLE claims_recordbody ENABLE ALWAYS TRIGGER guard_redaction';
    EXECUTE 'CREATE TRIGGER redact AFTER INSERT ON claims_recordbody FOR EACH ROW EXECUTE FUNCTION ledger_redact()';
    EXECUTE 'ALTER TABLE claims_recordbody ENABLE ALWAYS TRIGGER redact';
    EXECUTE 'CREATE CONSTRAINT TRIGGER redacted_whole AFTER INSERT ON claims_entry DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.event = ''redacted'') EXECUTE FUNCTION ledger_redaction_is_whole()';
    EXECUTE 'ALTER TABLE claims_entry ENABLE ALWAYS TRIGGER redacted_whole';
END $$;
