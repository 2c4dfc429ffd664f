"""Lab 03's and its chapter's figures and dashboards."""
