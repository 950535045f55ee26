"""What pytest loads first, and pytest-xdist in each of its processes: plugins have to be named here."""

pytest_plugins = ["scripts.conversations.plugin", "tests.engines", "tests.cluster.cluster"]
