"""Deeds: every write of the ledger, one keyword-only function each, by a named person, in one transaction."""
