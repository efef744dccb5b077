"""What service hooks deliver (Microsoft Learn, service-hooks/events)."""
