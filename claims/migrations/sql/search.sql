-- Full-text search without extensions. Accents are stripped after stemming *and* before it, because
-- stripping first breaks stems ("acusación", "acusaciones") and stripping last alone misses readers
-- who type without accents. Both forms are indexed and both are asked for.
-- Calls name their schema: a dump is restored with an empty search path, and fills the generated column so.

CREATE FUNCTION ledger_strip_accents(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT normalize(regexp_replace(normalize(lower(words), NFD), '[\u0300-\u036f]', '', 'g'), NFC)
$$;

CREATE FUNCTION ledger_search_config(language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE language
        WHEN 'en' THEN 'pg_catalog.english'::regconfig
        WHEN 'it' THEN 'pg_catalog.italian'::regconfig
        WHEN 'ru' THEN 'pg_catalog.russian'::regconfig
        WHEN 'de' THEN 'pg_catalog.german'::regconfig
        WHEN 'fr' THEN 'pg_catalog.french'::regconfig
        WHEN 'es' THEN 'pg_catalog.spanish'::regconfig
        ELSE 'pg_catalog.simple'::regconfig
    END
$$;

CREATE FUNCTION ledger_lexemes(language text, words text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT public.ledger_strip_accents(to_tsvector(public.ledger_search_config(language), coalesce(words, ''))::text)::tsvector
        || to_tsvector(public.ledger_search_config(language), public.ledger_strip_accents(coalesce(words, '')))
$$;

CREATE FUNCTION ledger_search_vector(language text, statement text, quote text, claimant text, more text)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(public.ledger_lexemes(language, statement), 'A')
        || setweight(public.ledger_lexemes(language, quote), 'B')
        -- as it is written and as the language would stem it: a query stems every word, names too
        || setweight(public.ledger_lexemes('simple', claimant) || public.ledger_lexemes(language, claimant), 'B')
        || setweight(public.ledger_lexemes(language, more), 'D')
$$;

-- What a reader typed, as a query in one language: quoted phrases, "or", and -exclusions.
CREATE FUNCTION ledger_search_query(language text, words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT public.ledger_strip_accents(websearch_to_tsquery(public.ledger_search_config(language), words)::text)::tsquery
        || websearch_to_tsquery(public.ledger_search_config(language), public.ledger_strip_accents(words))
$$;
