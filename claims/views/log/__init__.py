"""The log for machines: checkpoint, tiles, entries, keys, receipts."""
