"""Ways in that say something of the records: whether they lie in the past, and in which order they stand."""

FILES = ("upload", "command")  # whole files, whose records stand in the order in which they were written
REPLAY = "replay"  # out of quarantine: what the batch brought in which the records were quarantined
