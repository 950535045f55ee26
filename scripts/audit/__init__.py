"""Whether the locked packages have known advisories that nobody has looked at: `make audit`."""
