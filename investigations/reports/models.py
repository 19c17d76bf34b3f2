"""Reports are made from cases and kept nowhere; their digests stand in the receipts."""
