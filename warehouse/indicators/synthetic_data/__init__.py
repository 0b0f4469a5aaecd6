"""Synthetic records of a release: rows that are nobody, with differential privacy (decision 29).

In: a release, the policy. Out: a folder that leaves, and what it cost of the privacy budget. Off
unless the policy turns it on.
"""
