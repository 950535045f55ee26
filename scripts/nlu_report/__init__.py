"""How well the assistant understands, as one HTML page: `make nlu-report` (docs/understanding.md)."""
