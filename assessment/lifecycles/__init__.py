"""The lives of what supervision and scoring write, as data; the ledger's are in `projects`."""
