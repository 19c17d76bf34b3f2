"""The API's reads: thin views over the door, for a person's token."""
