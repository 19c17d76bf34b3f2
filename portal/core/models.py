"""No tables of its own; the module lets this app hear ``post_migrate``, where rights are granted."""
