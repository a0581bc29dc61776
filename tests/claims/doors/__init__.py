"""Who may do what, from where, by which door: every door is tried, and four eyes hold in each.

Six doors lead to a claim: the desk, the admin's forms, the admin's bulk actions, the API, the ORM in a shell,
and raw SQL as the app role. What each of them must answer is written down by hand in `truth.py`; the cases
are generated from it over people × situations × deeds. Nobody impersonates anybody here: what the database
can't know is who types (docs/threats.md).
"""
