"""The schema's history, one revision a file; ``database.ensure_schema`` runs what is missing."""
