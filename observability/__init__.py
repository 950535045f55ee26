"""What the operator sees of the servers: metrics for Prometheus, and logs that hold nothing of a visitor's."""
