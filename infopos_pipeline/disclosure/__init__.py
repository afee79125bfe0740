"""From results to publishable results: suppression, recoding, rounding, the attacker audit, and the release ledger.

Belongs here: which figures give somebody away, which are withheld so that those stay hidden, and the proof of it from
what is public. Not here: how results are computed (statistics) or how a public set looks (reporting).
"""
