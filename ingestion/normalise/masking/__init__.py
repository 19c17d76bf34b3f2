"""Masking: what may not be kept is replaced before the event store sees a batch (``docs/masking.md``).

Bytes in, bytes out, in time linear in their number (RE2), and never a line feed more or less. Two families:

- Secrets (``secrets``, always on): passwords, tokens, session ids, keys, cards. Replaced by a keyed hash; not kept.
- Personal data (``personal``, by a source's profile). Replaced by a pseudonym; the original is handed back to be sealed.
"""
