"""What the tests share: services, the database under two logins, the whole portal, a browser."""
