"""Benchmarks: measured, printed, never asserted in a test."""
