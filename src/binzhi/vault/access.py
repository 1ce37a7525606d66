"""The room has no permissions of its own: ``policy.decide(scope, "reveal", field_class=…)`` decides."""
