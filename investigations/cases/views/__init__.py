"""Pages of cases: each view reads the request, asks for the case as the person, and calls one action."""
