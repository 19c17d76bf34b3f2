"""The two logins of the portal's database: one that owns and migrates, one that only uses.

Which tables the second may not change is decided by the migrations, as the owner.
"""

from psycopg import sql

from portal.embedded import postgresql

OWNER = "lantern_owner"
APP = "lantern_app"
DATABASE = "lantern"


def ensure(port: int, secrets: dict[str, str]) -> None:
    """Create what is missing and set the passwords to those of the secrets file; harmless when repeated."""
    with postgresql.connect(port, secrets["postgresql_superuser"]) as connection:
        # CREATEDB lets the tests make a database of their own under the same separation.
        _ensure_role(connection, OWNER, secrets["postgresql_owner"], "CREATEDB")
        _ensure_role(connection, APP, secrets["postgresql_app"], "NOCREATEDB")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )


def _ensure_role(connection: postgresql.Connection, name: str, password: str, power: str) -> None:
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb = sql.SQL("ALTER" if exists else "CREATE")
    statement = sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}")
    connection.execute(statement.format(verb, sql.Identifier(name), sql.SQL(power), sql.Literal(password)))
