"""Tables that may be added to and never changed, enforced in PostgreSQL itself.

Two walls: the application's role has no UPDATE, DELETE or TRUNCATE on them, and triggers refuse the
same to everyone, the owner included (each app's ``append_only`` migration). The second wall is there for the day somebody grants too much.
"""

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections, models


class AppendOnly(models.Model):
    """Base of every table whose rows are evidence. Saving an existing row or deleting raises ``TypeError``."""

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} rows are never changed.")
        super().save(force_insert=True)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{type(self).__name__} rows are never deleted.")


def append_only_tables() -> list[str]:
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly))


def grant_rights(sender: AppConfig, using: str, **kwargs: object) -> None:
    """After every migrate: what the application's role may do. Does nothing where there is one login only."""
    connection = connections[using]
    role = settings.DATABASE_APP_USER
    if role == connection.settings_dict["USER"]:
        return
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}")
        present = set(connection.introspection.table_names(cursor))
        for table in append_only_tables():
            if table in present:
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {name}")
