"""A verdict -> what the ministry gets back: ``recu.json``, ``recu.html`` and its own workbook.

In: facts (``checks.verdict``). Out: files, all of a receipt or none (``receipt_files``); a try-out
with nothing stored (``try_file``); the workbook to fill in (``template``).
Not here: a judgement (``checks``), a page of the desk.
"""
