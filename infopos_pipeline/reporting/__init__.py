"""Results become what people read: tables, charts, sentences and documents.

Belongs here: how a number is written, how the results of a place are laid out, drawn and put into words, in Dutch
and English. Everything is a pure function of the study's declarations and the rows of ``results``; labels come from the
study, the words around them from ``wording``. Not here: computing any number (statistics), deciding what may be
published (disclosure), where an output rests (orchestration), and anything about one study in particular.

A number goes through three hands: ``Figures`` finds it, a model (``TableModel``, ``Picture``, a block of ``Document``)
holds it with its label, a format writes it. ``sections`` make the blocks of a report, ``composing`` puts them in order,
``formats`` write them. Another format is another renderer of the same model.
"""
