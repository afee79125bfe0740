"""The assets of a study, a module for each stretch of the way: responses, results, disclosure, outputs.

Each function here makes assets from a study's declarations. What they compute stands in the other rooms.
"""
