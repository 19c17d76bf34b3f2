"""Ways in that bring whole files, whose records lie in the past and stand in the order in which they were written."""

FILES = ("upload", "command")
