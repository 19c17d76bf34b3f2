"""The auditor's pages: who looked at what, and what happened in the portal.

They live above ``portal.accounts``, because they ask who is looking, and read what ``portal.audit`` keeps,
which is below it. No record's content appears on any of them: receipts hold queries, purposes and ids, never
records.

Auditors state no purpose: a purpose says why somebody looks at *records*, and receipts are not records. Their
looks leave receipts all the same, committed before anything is shown, so that a second auditor can check the
first.
"""
