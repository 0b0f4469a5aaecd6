"""Pages for people: who has not sent, why a row was refused, whether two records are one child.

In: a request, and from the surroundings who signed on (``surroundings``): nothing here knows
Airflow. Out: pages in French, or English at a click; what a human decided, written through the
functions of the step that acts on it.
Not here: a verdict (``checks``), a judgement's effect (``linkage``), a sentence in a terminal.
"""
