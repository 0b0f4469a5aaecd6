"""Complaint -> prosecution -> hearing -> judgment: one case, one journey.

``references`` says which numbers name the same file, ``join`` makes cases of them and keeps how
each join was made, ``journey`` tells what became of each accused.
"""
