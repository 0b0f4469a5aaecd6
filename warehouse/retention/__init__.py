"""What must not be kept: a person who is erased, and what each class of data outlives.

In: a person's id, or the day. Out: what would be removed, and, when it is asked for, that it is:
her identity in the lake replaced by a pseudonym that leads nowhere, the keys of the bytes
destroyed (``vault``), her releases withdrawn (``erasure``). Counts stay as they were.
Not here: withdrawing a submission (``intake``) or a release for another reason (``release``).
"""
