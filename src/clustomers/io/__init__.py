"""What touches files and databases: landing, publishing, site, alerts."""
