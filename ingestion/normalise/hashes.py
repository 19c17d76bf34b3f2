"""Which hash a value is, by its length in hexadecimal digits; the names are those of ECS' ``hash`` fields."""

BY_LENGTH = {32: "md5", 40: "sha1", 64: "sha256"}
