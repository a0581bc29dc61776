"""What a crash can do to the log: kills, restarts, checks. A command of its own, never part of the suite."""
