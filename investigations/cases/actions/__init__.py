"""What people do in cases: one verb function each, with its audit event in the same transaction.

Every function takes the actor and a case that ``access.case_for`` gave out, checks the right to the deed, locks the
case's row and checks membership again under the lock.
"""
