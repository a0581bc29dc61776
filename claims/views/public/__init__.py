"""What readers see. These views read Edition, Entry, RecordBody and Subject, and nothing else."""
