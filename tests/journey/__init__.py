"""The portal used from outside as people use it: real browser, real server, real workers, real stores."""
