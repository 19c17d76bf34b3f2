"""Between the web server and Django: slow senders wait here, where waiting costs no thread."""
