"""What the assistant costs: measurements that `make` and people start, none of them a part of the product."""
