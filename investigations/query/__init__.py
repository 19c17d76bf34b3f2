"""The query language: text → frozen nodes → checked → scoped → SQL with bound parameters.

``parse`` reads text into ``nodes``; ``unparse`` writes the one canonical spelling that receipts keep; ``compile``
turns nodes into a condition whose values are bound, never spliced; ``statements`` puts the actor's scope around it.
``docs/query-language.md`` is the language as people read it.
"""
