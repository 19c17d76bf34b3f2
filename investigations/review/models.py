"""The review pages keep nothing of their own: purposes live in the session, looks in receipts."""
