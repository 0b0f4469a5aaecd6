"""The library: from a file in a drop folder to a published release.

The way of the data is the order of the rooms: ``intake`` -> ``read`` -> ``conform`` -> ``checks``
-> ``receipts`` -> ``linkage`` -> ``load`` -> ``release`` -> ``indicators``. ``pipeline`` is the
whole path on one page: read it first.

Nothing here knows Airflow, and importing any of it does nothing: no directory is made, no engine
opened, no log set up.
"""
