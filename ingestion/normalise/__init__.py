"""From what sources call things to ECS: names, times, severities, actions. Everything here is data or SQL text."""
