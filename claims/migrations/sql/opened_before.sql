-- Revisions that were open when `opened_with` came (closing.sql) have none, and so could not be closed.
-- Row history knows how their claims stood: it is written by triggers alone, and nobody changes it. While a
-- claim is verified none of its own rows change, so what they were when it became verified they were at the
-- opening, too. The digest is made from that, in the form in which closing.sql compares it.
--
-- Where history does not tell, nothing is guessed: the revision stays open until something in it is published.

CREATE FUNCTION ledger_rows_at(history regclass, claim bigint, moment timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    found jsonb;
BEGIN
    EXECUTE format(
        'SELECT jsonb_agg(stood ORDER BY id) FROM (
            SELECT DISTINCT ON (pgh_obj_id) id, pgh_label, to_jsonb(h)
                - ''{pgh_id, pgh_created_at, pgh_label, pgh_obj_id, pgh_context, pgh_context_id}''::text[] AS stood
            FROM %s h WHERE claim_id = $1 AND pgh_created_at <= $2
            ORDER BY pgh_obj_id, pgh_id DESC
        ) newest WHERE pgh_label <> ''delete''', history
    ) INTO found USING claim, moment;
    RETURN found;
END $$;

-- The guard lets nobody write the column, and a change needs a name. No row history is written: it leaves it out.
ALTER TABLE claims_claim DISABLE TRIGGER guard;
ALTER TABLE claims_claim DISABLE TRIGGER touched;

UPDATE claims_claim c SET opened_with = encode(sha256(convert_to(jsonb_build_array(
    v.statement, v.quote, v.claimant_id, v.language, v.first_claimed, v.about_living_person,
    (SELECT jsonb_agg(r -> 'topic_id' ORDER BY (r ->> 'topic_id')::bigint)
     FROM jsonb_array_elements(ledger_rows_at('claims_claimtopicevent', v.id, v.since)) r),
    ledger_rows_at('claims_figureevent', v.id, v.since),
    ledger_rows_at('claims_appearanceevent', v.id, v.since),
    ledger_rows_at('claims_claimrelationevent', v.id, v.since),
    ledger_rows_at('claims_evidenceevent', v.id, v.since),
    ledger_rows_at('claims_exchangerateevent', v.id, v.since),
    ledger_rows_at('claims_replyrequestevent', v.id, v.since),
    (SELECT max(r.id) FROM claims_assessment r WHERE r.claim_id = v.id AND r.request_id IS NULL)
)::text, 'UTF8')), 'hex')
FROM (
    -- How each of them stood when it was verified last, and since when it was.
    SELECT stood.*, (
        SELECT min(h.pgh_created_at) FROM claims_claimevent h
        WHERE h.pgh_obj_id = stood.pgh_obj_id AND h.status = 'verified' AND NOT EXISTS (
            SELECT 1 FROM claims_claimevent other
            WHERE other.pgh_obj_id = h.pgh_obj_id AND other.status <> 'verified'
            AND other.pgh_id BETWEEN h.pgh_id AND stood.pgh_id
        )
    ) AS since
    FROM (
        SELECT DISTINCT ON (pgh_obj_id) * FROM claims_claimevent
        WHERE status = 'verified' AND pgh_obj_id IN (
            SELECT id FROM claims_claim
            WHERE opened_with = '' AND status <> 'verified'
            AND publication IN ('live', 'corrected', 'retracted', 'held')
        )
        ORDER BY pgh_obj_id, pgh_id DESC
    ) stood
) v
WHERE c.id = v.id
-- It was opened in a deed of its own, so that what came before and after can be told apart.
AND v.since < (SELECT min(h.pgh_created_at) FROM claims_claimevent h WHERE h.pgh_obj_id = c.id AND h.pgh_id > v.pgh_id)
-- No other assessment leads than the one that was approved. (Their dates are only what their rows say.)
AND NOT EXISTS (
    SELECT 1 FROM claims_contribution h WHERE h.claim_id = c.id AND h.since = c.content_index AND h.what = 'assessment'
);

ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER guard;
ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER touched;
-- It was for today.
DROP FUNCTION ledger_rows_at(regclass, bigint, timestamptz);
