"""The only code that talks to ClickHouse: schema, write, scoped read, purge.

Reading: ``read.run(Statement(sql, params, sources), timeout_s=…, query_id=…) -> Rows``
    ``sql`` is one SELECT with values bound as ``{name:Type}``. Every read of events is written
    ``FROM events WHERE source IN {scope:Array(String)} [AND …]`` (or PREWHERE), with no OR beside that condition,
    no JOIN and no other table; ``params["scope"]`` is a list of slugs, all of them in ``Statement.sources``.
    ``scope.check`` refuses everything else with ``BadStatement``. ``read.cancel(query_id)`` stops a running one.
    Values: text is ``str`` (bytes that are not UTF-8 become surrogates, PEP 383), columns named ``raw`` or ``leaf``
    are ``bytes``, times are aware datetimes in UTC, addresses are ``ipaddress`` objects, JSON must be asked for as
    text (``toJSONString(fields)``) or by path (``toString(fields.a.b)``).

``read.events_by_ids(ids, sources)`` gives whole events as dictionaries, keyed by column name.
``write.seal(…)`` stores one batch; ``purge`` lists and drops partitions; ``schema.ensure()`` makes the tables.
Errors: ``errors.StoreUnavailable`` (retry), ``errors.BadStatement`` (a fault of ours), ``errors.QueryTooExpensive``.
"""
