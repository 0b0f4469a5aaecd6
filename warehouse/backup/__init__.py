"""All that stands, taken to a safe place and brought back: the database and the files under var/.

In: a folder of the caller's. Out: three files that the keys of the house open, nothing else, and a
house as it was. Left out: PostgreSQL's folder (its contents are dumped), Airflow's own, the cache
of the linkage, and the keys, which are never beside a backup.
Not here: what is kept how long (``retention``), how a file is sealed (``vault``).
"""
