#!/bin/sh
# Two logins: one owns and migrates, the other only uses. Which tables it may not change, the migrations decide.
# Run once by the image, when the cluster is new. The passwords never stand on a command line.
set -eu
psql --no-psqlrc --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
\set owner_password `cat /run/secrets/postgresql_owner`
\set app_password `cat /run/secrets/postgresql_app`
CREATE ROLE lantern_owner LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD :'owner_password';
CREATE ROLE lantern_app LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD :'app_password';
ALTER DATABASE lantern OWNER TO lantern_owner;
SQL
