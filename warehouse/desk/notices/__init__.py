"""What people are told unasked: an export that is due, a run that failed, what stands still.

In: the day, the calendar and the ledger. Out: notices in a folder (``var/notices``), and, grouped
by cause, mails (``mails``) with whom they are for (``addressees``). When a reminder is due
(``reminder_schedule``) and what has stood still too long (``stuck_states``) is arithmetic alone.
Not here: the sending, which is Airflow's (``plugins``); a verdict's receipt (``receipts``).
"""
