"""Decisions sought, shown and exported with the rights of one role: ``zokwezo case-law``."""
