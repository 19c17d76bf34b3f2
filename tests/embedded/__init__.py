"""The supervisor and the services it keeps."""
